// Package interop tests websockets against other implementations. It is a module of its own, so that nobody else carries them.
package interop
