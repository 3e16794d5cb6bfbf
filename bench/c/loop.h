// A client of the comparison that is a C program of its own. It is started with the port of the server on loopback, and for
// each number that comes in on a line it makes so many small GETs and answers with a line: the bytes of their bodies and the
// CPU time of the process so far in nanoseconds.
#ifndef LOOP_H
#define LOOP_H

// start gets ready; get makes one GET to /small and returns the length of the body, or -1. Both are the client's.
int start(int port);
long get(void);

#endif
