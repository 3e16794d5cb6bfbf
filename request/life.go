package request

import (
	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/op"
)

// The states of a request between two operations (functions.md 0.4). Writing leaves it in sent; whether more may be written
// is the exchange's to know. Reading to the end leaves it in answered.
const (
	opened   op.State = iota // never sent
	sent                     // head and optional data are out
	answered                 // the response head is in
	failed                   // the last send or receive has failed; it may be sent again
)

// The life of a request.
var (
	send = op.Op{
		API: callback.APISendRequest, Done: callback.SendRequestComplete,
		From: op.In(opened, answered, failed), To: sent, Failed: failed, Busy: werr.IncorrectHandleState,
	}
	write = op.Op{
		API: callback.APIWriteData, Done: callback.WriteComplete,
		From: op.In(sent), To: sent, Failed: failed, Busy: werr.InvalidOperation,
	}
	writeOn = op.Op{ // while the response comes, which HTTP/2 allows
		API: callback.APIWriteData, Done: callback.WriteComplete,
		From: op.In(answered), To: answered, Failed: answered, Busy: werr.InvalidOperation,
	}
	receive = op.Op{
		API: callback.APIReceiveResponse, Done: callback.HeadersAvailable,
		From: op.In(sent), To: answered, Failed: failed, Busy: werr.InvalidOperation,
		First: callback.ReceivingResponse, Inside: true, Whole: true, Eager: true, After: &send,
	}
	upgrade = op.Op{ // has no completion
		From: op.In(sent, answered), To: answered, Failed: answered, Busy: werr.InvalidOperation,
	}
	available = op.Op{
		API: callback.APIQueryDataAvailable, Done: callback.DataAvailable,
		From: op.In(answered), To: answered, Failed: answered, Busy: werr.InvalidOperation, Inside: true,
	}
	read = op.Op{
		API: callback.APIReadData, Done: callback.ReadComplete,
		From: op.In(answered), To: answered, Failed: answered, Busy: werr.InvalidOperation, Inside: true,
	}
)
