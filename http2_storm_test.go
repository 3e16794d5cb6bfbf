package winhttp

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHTTP2Storm has many requests at once with bodies both ways, some of which are given up on the way, while connections are
// told to close. What is not given up arrives whole.
func TestHTTP2Storm(t *testing.T) {
	bubble(t, func(b *bed) {
		b.overHTTP2(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err == nil {
				_, _ = w.Write(body)
			}
		})
		text := strings.Repeat("0123456789abcdef", 20_000)
		var failures [20]string
		c := b.connect(host, 0)
		together(len(failures), func(i int) {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			for range 10 {
				if err := oneOfStorm(c, random, text); err != nil {
					failures[i] = err.Error()
				}
			}
		})
		require.Equal(b, [20]string{}, failures)
	})
}

func oneOfStorm(c HINTERNET, random *rand.Rand, text string) error {
	q, err := WinHttpOpenRequest(c, "POST", "/", "", "", nil, WINHTTP_FLAG_SECURE)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(q)
	body := text[:random.IntN(len(text))]
	givesUp := random.IntN(4) == 0
	if random.IntN(10) == 0 {
		if err := WinHttpSetOption(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE); err != nil {
			return err
		}
	}
	if givesUp && random.IntN(2) == 0 {
		return WinHttpSendRequest(q, "", []byte(body[:len(body)/2]), uint32(len(body)), nil)
	}
	if err := WinHttpSendRequest(q, "", []byte(body), uint32(len(body)), nil); err != nil {
		return err
	}
	if err := WinHttpReceiveResponse(q, nil); err != nil || givesUp {
		return err
	}
	got, err := readBody(q)
	if err == nil && got != body {
		err = fmt.Errorf("%d bytes instead of %d", len(got), len(body))
	}
	return err
}
