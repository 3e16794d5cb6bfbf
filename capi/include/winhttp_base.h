/* The few Windows types that winhttp.h needs where there is no Windows, and the functions that go with them. */
#ifndef WINHTTP_BASE_H
#define WINHTTP_BASE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WINAPI
#define CALLBACK
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#define VOID void

typedef int BOOL, INT, *LPBOOL, *PBOOL;
typedef int32_t LONG, *PLONG, *LPLONG;
typedef uint32_t DWORD, ULONG, UINT, *LPDWORD, *PDWORD, *PULONG;
typedef uint16_t WORD, USHORT, *LPWORD, *PWORD, *PUSHORT;
typedef int16_t SHORT;
typedef unsigned char BYTE, UCHAR, *LPBYTE, *PBYTE;
typedef char CHAR, *LPSTR, *PSTR;
typedef const char *LPCSTR, *PCSTR;
typedef uint64_t ULONGLONG, DWORDLONG, ULONG64, DWORD64, *PULONGLONG;
typedef int64_t LONGLONG, LONG64;
typedef uintptr_t DWORD_PTR, ULONG_PTR, UINT_PTR, *PDWORD_PTR;
typedef intptr_t LONG_PTR, INT_PTR;
typedef size_t SIZE_T;
typedef void *LPVOID, *PVOID, *HANDLE;
typedef const void *LPCVOID;

/* A UTF-16 unit. With -fshort-wchar L"text" is an array of them, and so it is u"text" without. The C type is the char16_t of
 * uchar.h, a file that not every macOS has. */
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef __CHAR16_TYPE__ WCHAR;
#endif
typedef WCHAR *LPWSTR, *PWSTR, *PWCHAR;
typedef const WCHAR *LPCWSTR, *PCWSTR;

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID;

typedef struct _FILETIME {
	DWORD dwLowDateTime;
	DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct _SYSTEMTIME {
	WORD wYear;
	WORD wMonth;
	WORD wDayOfWeek;
	WORD wDay;
	WORD wHour;
	WORD wMinute;
	WORD wSecond;
	WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

typedef struct sockaddr_storage SOCKADDR_STORAGE, *PSOCKADDR_STORAGE;

/* A certificate, as WINHTTP_OPTION_SERVER_CERT_CONTEXT gives it. pbCertEncoded holds the DER bytes; there is no pCertInfo and
 * no hCertStore outside Windows. CertFreeCertificateContext frees it. */
typedef struct _CERT_CONTEXT {
	DWORD dwCertEncodingType;
	BYTE *pbCertEncoded;
	DWORD cbCertEncoded;
	void *pCertInfo;
	void *hCertStore;
} CERT_CONTEXT, *PCERT_CONTEXT;
typedef const CERT_CONTEXT *PCCERT_CONTEXT;
typedef struct _CERT_CHAIN_CONTEXT CERT_CHAIN_CONTEXT;
typedef const CERT_CHAIN_CONTEXT *PCCERT_CHAIN_CONTEXT;

#define X509_ASN_ENCODING 0x00000001

#define GMEM_FIXED 0x0000
#define GMEM_ZEROINIT 0x0040
#define GPTR (GMEM_FIXED | GMEM_ZEROINIT)
typedef HANDLE HGLOBAL, HLOCAL;

/* The last error belongs to the thread. Memory that a function of winhttp.h hands over is freed with GlobalFree, or with
 * LocalFree where its description says so; both return NULL. */
DWORD WINAPI GetLastError(void);
void WINAPI SetLastError(DWORD code);
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size);
HGLOBAL WINAPI GlobalFree(HGLOBAL memory);
HLOCAL WINAPI LocalFree(HLOCAL memory);
BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT context);
PCCERT_CONTEXT WINAPI CertDuplicateCertificateContext(PCCERT_CONTEXT context);

#ifdef __cplusplus
}
#endif

#endif
