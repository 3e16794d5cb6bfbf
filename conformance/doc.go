// Package conformance compares the C library with another WinHTTP: C programs that call WinHTTP and print what happens
// (scenarios), what Wine's winhttp.dll makes them print, and what ours has to (testdata). README.md says how it is used.
//
// In Go are only the server that all scenarios talk to and the comparison. The C files belong to the scenarios.
package conformance
