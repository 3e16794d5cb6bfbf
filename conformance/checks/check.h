/* A check is a program that says what is wrong and nothing else: of what a transcript cannot show, or Wine does not have. It is
 * started with the port of the server, and with that of a server that speaks TLS. */
#ifndef CHECK_H
#define CHECK_H

#include <windows.h>
#include <winhttp.h>
#include <stdio.h>
#include <stdlib.h>

static LONG failures;

#define CHECK(condition) \
	((condition) ? (void)0 \
				 : (void)(InterlockedIncrement(&failures), printf("line %d: %s (last error %lu)\n", __LINE__, #condition, GetLastError())))

/* FAILS is for functions that set the last error, with what they return for a failure. */
#define FAILS(call, result, code) (SetLastError(1), CHECK((call) == (result) && GetLastError() == (code)))

#endif
