// Package integration tests the library and the command against nginx and Apache, servers that are not ours, over real sockets.
// integration/run makes certificates, starts the servers (servers.sh) and runs the tests, which have the build tag
// integration; `make integration` does the same.
package integration
