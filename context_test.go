package winhttp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
)

// TestTraceContexts: who is called with what (callbacks.md 2.2, 2.3; 5, cases 3 to 9).
func TestTraceContexts(t *testing.T) {
	const all = WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS
	set := func(x *scene, h HINTERNET, context any) {
		require.NoError(x, WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, context))
	}
	handles := func(x *scene) (c, q HINTERNET) {
		c = x.connect(host, 0)
		return c, x.openRequest(c, "GET", 0)
	}
	end := func(x *scene, q, c HINTERNET) {
		x.closeHandle(q)
		x.closeHandle(c)
		x.closeHandle(x.session)
	}
	// whole answers q once and closes everything.
	whole := func(x *scene, c, q HINTERNET, context any) {
		x.serve(answering(hello))
		require.NoError(x, x.call("SendRequest", q, func() error { return WinHttpSendRequest(q, "", nil, 0, context) }))
		require.NoError(x, x.receive(q))
		end(x, q, c)
	}
	traces(t, "contexts", []play{
		{"of the session, nil given to SendRequest (cases 5, 7)", func(x *scene) {
			c, q := handles(x)
			whole(x, c, q, nil)
		}},
		{"none but that of SendRequest (case 8)", func(x *scene) {
			set(x, x.session, nil)
			c, q := handles(x)
			whole(x, c, q, "sent")
		}},
		{"none at all: no HANDLE_CLOSING", func(x *scene) {
			set(x, x.session, nil)
			c, q := handles(x)
			whole(x, c, q, nil)
		}},
		{"each its own, set late", func(x *scene) {
			c, q := handles(x)
			set(x, x.session, "of S")
			set(x, c, "of C")
			set(x, q, "of Q")
			end(x, q, c)
		}},
		{"taken away before closing", func(x *scene) {
			c, q := handles(x)
			set(x, q, nil)
			end(x, q, c)
		}},
		{"changed inside a notification", func(x *scene) {
			c, q := handles(x)
			x.on = func(h HINTERNET, s callback.Status) {
				if s == callback.RequestSent {
					requireCode(x, ERROR_SUCCESS, WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, "changed"))
				}
			}
			whole(x, c, q, "sent")
		}},
		{"zero values are contexts", func(x *scene) {
			set(x, x.session, 0)
			c, q := handles(x)
			set(x, q, "")
			end(x, q, c)
		}},
	})
	traces(t, "masks", []play{
		{"callback set too late for the children (case 3)", func(x *scene) {
			x.watch(x.session, 0)
			c, q := handles(x)
			x.watch(x.session, all)
			whole(x, c, q, nil)
		}},
		{"on the request alone, SECURE_FAILURE alone (case 4)", func(x *scene) {
			x.watch(x.session, 0)
			c, q := handles(x)
			x.watch(q, WINHTTP_CALLBACK_FLAG_SECURE_FAILURE)
			whole(x, c, q, nil)
		}},
		{"completions alone (case 9, and 11)", func(x *scene) {
			x.watch(x.session, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS)
			c, q := handles(x)
			whole(x, c, q, nil)
		}},
		{"handles alone", func(x *scene) {
			x.watch(x.session, WINHTTP_CALLBACK_FLAG_HANDLES)
			c, q := handles(x)
			whole(x, c, q, nil)
		}},
		{"no handles", func(x *scene) {
			x.watch(x.session, all&^WINHTTP_CALLBACK_FLAG_HANDLES)
			c, q := handles(x)
			whole(x, c, q, nil)
		}},
		{"half of a group", func(x *scene) {
			x.watch(x.session, uint32(callback.NameResolved|callback.RequestSent))
			c, q := handles(x)
			whole(x, c, q, nil)
		}},
		{"taken away inside a notification", func(x *scene) {
			c, q := handles(x)
			x.on = func(h HINTERNET, s callback.Status) {
				if s == callback.SendingRequest {
					_, err := WinHttpSetStatusCallback(h, nil, all, 0)
					require.NoError(x, err)
				}
			}
			whole(x, c, q, nil)
		}},
	})
}

// TestSetStatusCallback: callbacks.md 2.1 and 5, cases 1 and 2.
func TestSetStatusCallback(t *testing.T) {
	bubble(t, func(b *bed) {
		var heard strings.Builder
		say := func(word string) WINHTTP_STATUS_CALLBACK {
			return func(HINTERNET, any, uint32, any, uint32) { heard.WriteString(word) }
		}
		const all = WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS
		swap := func(h HINTERNET, cb WINHTTP_STATUS_CALLBACK) WINHTTP_STATUS_CALLBACK {
			previous, err := WinHttpSetStatusCallback(h, cb, all, 0)
			require.NoError(b, err)
			return previous
		}
		require.Nil(b, swap(b.session, say("a")))
		previous := swap(b.session, say("b"))
		previous(0, nil, 0, nil, 0)
		require.Equal(b, "a", heard.String())

		c := b.connect(host, 0) // inherits b
		swap(b.session, nil)
		require.Nil(b, swap(b.session, nil))
		q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0)) // inherits b
		require.Equal(b, "abb", heard.String())
		swap(c, nil)
		b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0)) // nothing
		require.Equal(b, "abb", heard.String())
		swap(q, say("c"))(0, nil, 0, nil, 0)
		require.Equal(b, "abbb", heard.String())

		_, err := WinHttpSetStatusCallback(q, nil, 0, 1)
		requireCode(b, ERROR_INVALID_PARAMETER, err)
		swap(q, nil)(0, nil, 0, nil, 0) // the failure has changed nothing
		require.Equal(b, "abbbc", heard.String())
	})
}

// TestContextInsideHandleCreated is case 10 of callbacks.md 5.
func TestContextInsideHandleCreated(t *testing.T) {
	bubble(t, func(b *bed) {
		created := 0
		_, err := WinHttpSetStatusCallback(b.session, func(h HINTERNET, context any, status uint32, info any, _ uint32) {
			if status != WINHTTP_CALLBACK_STATUS_HANDLE_CREATED {
				return
			}
			created++
			var value any
			require.NoError(b, WinHttpQueryOption(h, WINHTTP_OPTION_CONTEXT_VALUE, &value))
			require.Equal(b, context, value)
			require.NoError(b, WinHttpQueryOption(info.(HINTERNET), WINHTTP_OPTION_CONTEXT_VALUE, &value))
			require.Equal(b, "ctx", value)
		}, WINHTTP_CALLBACK_FLAG_HANDLES, 0)
		require.NoError(b, err)
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, "ctx"))
		b.get()
		require.Equal(b, 2, created)
	})
}

// TestContextOfSendRequest: callbacks.md 2.3 and 5, cases 6 and 7; a refused call stores nothing.
func TestContextOfSendRequest(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(answering(hello, hello))
		q := b.get()
		context := func() (value any) {
			require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_CONTEXT_VALUE, &value))
			return value
		}
		require.Nil(b, context())
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_CONTEXT_VALUE, 1))
		require.Equal(b, 1, context())
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSendRequest(q, "bad", nil, 0, 2))
		require.Equal(b, 1, context())
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, 2))
		require.Equal(b, 2, context())
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpSendRequest(q, "", nil, 0, 3))
		require.Equal(b, 2, context())
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		require.Equal(b, 2, context())
	})
}

// TestPanicInCallback: an application that recovers can go on, and nothing is left locked.
func TestPanicInCallback(t *testing.T) {
	for _, status := range closable {
		if status == callback.SecureFailure || status == callback.HandleCreated {
			continue
		}
		bubble(t, func(b *bed) {
			always(b, b.net.Listen(address+":80"), "HTTP/1.1 100 Continue\r\n\r\n"+hello)
			q := b.request("GET", "/", 0)
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_CONTEXT_VALUE, 1))
			panicking := func(HINTERNET, any, uint32, any, uint32) { panic("in " + status.String()) }
			_, err := WinHttpSetStatusCallback(q, panicking, uint32(status), 0)
			require.NoError(b, err)
			require.PanicsWithValue(b, "in "+status.String(), func() {
				require.NoError(b, WinHttpSendRequest(q, "Connection: close", nil, 0, nil))
				require.NoError(b, WinHttpReceiveResponse(q, nil))
				_, _ = readBody(q)
				require.NoError(b, WinHttpCloseHandle(q))
			})
			if status == callback.HandleClosing {
				return
			}
			_, err = WinHttpSetStatusCallback(q, nil, 0, 0)
			require.NoError(b, err)
			if status < callback.ReceivingResponse || status == callback.IntermediateResponse {
				b.exchange(q)
				require.Equal(b, "hello", b.body(q))
			}
			b.close(q)
		})
	}
}
