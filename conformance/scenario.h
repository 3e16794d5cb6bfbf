/* The library of the scenario programs: every call of WinHTTP, and every notification, becomes one line of the transcript.
 * README.md says how to write a scenario, and what the lines mean. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stddef.h>
#include <windows.h>
#include <winhttp.h>

#ifndef WINHTTP_CALLBACK_STATUS_GETPROXYSETTINGS_COMPLETE /* older than some SDKs */
#define WINHTTP_CALLBACK_STATUS_GETPROXYSETTINGS_COMPLETE 0x08000000
#endif

/* The scenario itself, which every program defines, and the port of 127.0.0.1 on which the server listens. */
void scenario(void);
extern INTERNET_PORT server_port;

/* --- Calls ------------------------------------------------------------------------------------------------------------
 *
 * The text of a call is printed as it stands in the source, less L and WINHTTP_. OPEN assigns the handle to a variable,
 * whose name becomes that of the handle. CALL takes functions that return a BOOL, an error code or the previous callback,
 * and then what the call has stored:
 *
 *	OPEN(connection, WinHttpConnect(session, L"127.0.0.1", server_port, 0));
 *	CALL(WinHttpQueryDataAvailable(request, &available), NUMBER(available));
 *
 * CALL gives the result of the function; of SetStatusCallback only whether it has succeeded. */
#define OPEN(variable, call) ((variable) = (begin_open(#variable, #call), end_open(call)))
#define CALL(call, ...) (begin_call(#call), RESULT_OF(call)(call), ##__VA_ARGS__, end_call())
#define CALL_VOID(call, ...) (begin_call(#call), (call), ##__VA_ARGS__, (void)end_call())

/* What may follow a call: a number, a text, some bytes (-1: up to the NUL), the name of a handle. Index, size and the like
 * can be printed even if the call has failed; a text only if the call stores it, or was there before. */
#define NUMBER(value) out_number(#value, (unsigned long long)(value))
#define TEXT_OUT(value) out_text(#value, (value), -1)
#define BYTES(value, length) out_bytes(#value, (value), (length))
#define HANDLE_OUT(value) out_handle(#value, (value))

/* --- Notifications ----------------------------------------------------------------------------------------------------
 *
 * notify is the status callback. When it has printed a notification it calls on_notification, which may make calls of its
 * own: those are printed below the notification, and deeper. */
void CALLBACK notify(HINTERNET handle, DWORD_PTR context, DWORD status, LPVOID information, DWORD length);
extern void (*on_notification)(HINTERNET handle, DWORD_PTR context, DWORD status, LPVOID information, DWORD length);

/* WAIT(request, HEADERS_AVAILABLE) waits for a notification, whose callback has to return, or for REQUEST_ERROR on the same
 * handle, and gives the status that came, 0 after ten seconds. Each notification ends one WAIT, be it from before. */
#define WAIT(handle, status) wait_for((handle), WINHTTP_CALLBACK_STATUS_##status | WINHTTP_CALLBACK_STATUS_REQUEST_ERROR)
DWORD wait_for(HINTERNET handle, DWORD statuses);

/* Waits until nothing has been notified for a quarter of a second: that something does not come. */
void settle(void);

/* Waits for an event of the scenario's own, ten seconds at most. */
BOOL wait_event(HANDLE event);

/* The last number that a notification has brought to a handle: bytes available, read or written, the length of a buffer. */
DWORD last_number(HINTERNET handle);

/* A context value with a name, which the notifications that carry it print. Those with the usual context print none:
 * usual_context is 0 until open_session sets one. */
DWORD_PTR new_context(const char *name);
extern DWORD_PTR usual_context;

/* --- Steps that most scenarios have -----------------------------------------------------------------------------------
 *
 * They print their calls by the names of the handles, without the parameters that are always the same. asynchronous, which
 * open_session sets by its flags, says whether a step that was accepted then waits for its completion. */
extern BOOL asynchronous;

/* A session without proxy, with a context and with notify for everything; a connection to the server; a request. */
HINTERNET open_session(const char *name, DWORD flags);
HINTERNET open_connection(const char *name, HINTERNET session);
HINTERNET open_request(const char *name, HINTERNET connection, LPCWSTR verb, LPCWSTR path);

BOOL send_request(HINTERNET request);
BOOL send_body(HINTERNET request, const char *body); /* body is lpOptional and all there is */
BOOL write_data(HINTERNET request, const char *text);
BOOL receive_response(HINTERNET request);
BOOL send_and_receive(HINTERNET request);
DWORD query_available(HINTERNET request);          /* the number of bytes */
DWORD read_data(HINTERNET request, DWORD length);  /* the number of bytes that were read */
void read_all(HINTERNET request);                  /* ReadData until it gives nothing */
void exchange(HINTERNET request);                  /* send, receive, the status, read all */

/* Closes a handle and waits for its HANDLE_CLOSING: for handles with a callback, a context, and no children left. */
void close_handle(HINTERNET handle);

/* QUERY_HEADER(request, WINHTTP_QUERY_SERVER, NULL) prints the value, or the number for levels with FLAG_NUMBER. */
#define QUERY_HEADER(request, level, name) query_header((request), #level, (level), (name), NULL)
#define QUERY_HEADER_AT(request, level, name, index) query_header((request), #level, (level), (name), (index))
BOOL query_header(HINTERNET request, const char *level_text, DWORD level, LPCWSTR name, DWORD *index);
BOOL query_status(HINTERNET request); /* the status code as a number */

/* Options that are a DWORD; the context by its name. */
#define SET_OPTION(handle, option, value) set_option((handle), #option, (option), (value))
#define QUERY_OPTION(handle, option) query_option((handle), #option, (option))
BOOL set_option(HINTERNET handle, const char *option_text, DWORD option, DWORD value);
BOOL query_option(HINTERNET handle, const char *option_text, DWORD option);
BOOL query_context(HINTERNET handle);

/* A line that is neither a call nor a notification, as of printf; a headline. */
void note(const char *format, ...);
void section(const char *title);

/* --- Behind the macros ----------------------------------------------------------------------------------------------- */
#define RESULT_OF(call) \
	_Generic((call), BOOL: bool_result, DWORD: code_result, WINHTTP_STATUS_CALLBACK: callback_result)

void begin_call(const char *text);
void begin_callf(const char *format, ...); /* for a text that is made up */
void begin_open(const char *name, const char *text);
void begin_openf(const char *name, const char *format, ...);
void bool_result(BOOL result);
void code_result(DWORD code);
void callback_result(WINHTTP_STATUS_CALLBACK previous);
HINTERNET end_open(HINTERNET handle);
DWORD end_call(void);
void out_number(const char *name, unsigned long long value);
void out_text(const char *name, LPCWSTR value, int length);
void out_bytes(const char *name, const void *value, int length);
void out_handle(const char *name, HINTERNET value);

#endif
