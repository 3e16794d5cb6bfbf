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

/* A chain of certificates, as WINHTTP_OPTION_SERVER_CERT_CHAIN_CONTEXT gives it: outside Windows one simple chain, from the server's
 * certificate upward, whose statuses are 0 and whose other pointers are NULL. CertFreeCertificateChain frees it. */
typedef struct _CERT_TRUST_STATUS {
	DWORD dwErrorStatus;
	DWORD dwInfoStatus;
} CERT_TRUST_STATUS, *PCERT_TRUST_STATUS;

typedef struct _CERT_CHAIN_ELEMENT {
	DWORD cbSize;
	PCCERT_CONTEXT pCertContext;
	CERT_TRUST_STATUS TrustStatus;
	void *pRevocationInfo;
	void *pIssuanceUsage;
	void *pApplicationUsage;
	LPCWSTR pwszExtendedErrorInfo;
} CERT_CHAIN_ELEMENT, *PCERT_CHAIN_ELEMENT;

typedef struct _CERT_SIMPLE_CHAIN {
	DWORD cbSize;
	CERT_TRUST_STATUS TrustStatus;
	DWORD cElement;
	PCERT_CHAIN_ELEMENT *rgpElement;
	void *pTrustListInfo;
	BOOL fHasRevocationFreshnessTime;
	DWORD dwRevocationFreshnessTime;
} CERT_SIMPLE_CHAIN, *PCERT_SIMPLE_CHAIN;

typedef struct _CERT_CHAIN_CONTEXT CERT_CHAIN_CONTEXT, *PCERT_CHAIN_CONTEXT;
typedef const CERT_CHAIN_CONTEXT *PCCERT_CHAIN_CONTEXT;
struct _CERT_CHAIN_CONTEXT {
	DWORD cbSize;
	CERT_TRUST_STATUS TrustStatus;
	DWORD cChain;
	PCERT_SIMPLE_CHAIN *rgpChain;
	DWORD cLowerQualityChainContext;
	PCCERT_CHAIN_CONTEXT *rgpLowerQualityChainContext;
	BOOL fHasRevocationFreshnessTime;
	DWORD dwRevocationFreshnessTime;
	DWORD dwCreateFlags;
	GUID ChainId;
};

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
VOID WINAPI CertFreeCertificateChain(PCCERT_CHAIN_CONTEXT chain);

#ifdef __cplusplus
}
#endif

#endif
