// Package wintest is what the protocol tests of this module stand on: a network in memory that lives inside a
// testing/synctest bubble, servers that follow a script, certificates made on the spot, golden files, and a check for
// goroutines left behind. Only tests import it.
//
//	synctest.Test(t, func(t *testing.T) {
//		n := wintest.NewNetwork()
//		n.AddHost("example.com", "10.0.0.1")
//		server := wintest.Serve(t, n.Listen("10.0.0.1:80"), wintest.Script{
//			wintest.Request(0),
//			wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
//			wintest.Drip("hello", time.Second),
//			wintest.End(),
//		})
//		// the client runs here, on n.Dial and n.LookupNetIP
//		require.Equal(t, []string{"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"}, server.Requests())
//	})
//
// Everything that blocks does so on channels, condition variables and timers, so that the clock of a bubble moves on. A
// Network, its connections and its servers belong to the bubble in which they were made.
package wintest
