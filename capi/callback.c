#include "bridge.h"

#ifdef _WIN32
#define THREAD_LOCAL __thread
#else
#define THREAD_LOCAL _Thread_local
#endif

// completed says whether a completion has been delivered on this thread since winhttp_begin.
static THREAD_LOCAL BOOL completed;

static const DWORD completions = WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS | WINHTTP_CALLBACK_STATUS_CLOSE_COMPLETE |
	WINHTTP_CALLBACK_STATUS_SHUTDOWN_COMPLETE;

BOOL winhttp_done(DWORD code)
{
	SetLastError(code);
	return code == ERROR_SUCCESS;
}

BOOL winhttp_begin(void)
{
	BOOL outer = completed;
	completed = FALSE;
	return outer;
}

DWORD winhttp_accepted(DWORD code, BOOL outer)
{
	BOOL inside = completed;
	completed = outer;
	return code == ERROR_IO_PENDING && inside ? ERROR_SUCCESS : code;
}

void winhttp_notify(uintptr_t callback, uintptr_t handle, uintptr_t context, uint32_t status, void *info, uint32_t length)
{
	if (status & completions)
		completed = TRUE;
	((WINHTTP_STATUS_CALLBACK)callback)((HINTERNET)handle, context, status, info, length);
}

void winhttp_notify_number(uintptr_t callback, uintptr_t handle, uintptr_t context, uint32_t status, uint64_t number,
	uint32_t length)
{
	winhttp_notify(callback, handle, context, status, &number, length);
}

void winhttp_notify_result(uintptr_t callback, uintptr_t handle, uintptr_t context, uint32_t status, uintptr_t result,
	uint32_t error, uint32_t operation, uint32_t length)
{
	struct {
		WINHTTP_ASYNC_RESULT result;
		DWORD operation;
	} info = {{result, error}, operation};

	winhttp_notify(callback, handle, context, status, &info, length);
}
