// Package integration tests the library and the command against nginx, a server that is not ours, over real sockets.
// integration/run makes certificates, starts nginx with nginx.conf and runs the tests, which have the build tag
// integration; `make integration` does the same.
package integration
