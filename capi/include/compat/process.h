/* _beginthreadex and _endthreadex. */
#include "windows.h"
