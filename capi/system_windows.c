// What the library needs of Windows.
#include "bridge.h"

#include <wincrypt.h>

void winhttp_pin(void)
{
	HMODULE self;
	GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)winhttp_pin, &self);
}

void winhttp_signal(uintptr_t event)
{
	SetEvent((HANDLE)event);
}

PCCERT_CONTEXT winhttp_certificate(const void *encoded, uint32_t length)
{
	return CertCreateCertificateContext(X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, encoded, length);
}
