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

// winhttp_chain has Windows build the chain, from the certificates that ours has.
PCCERT_CHAIN_CONTEXT winhttp_chain(const uint8_t *encoded, const uint32_t *lengths, uint32_t count)
{
	PCCERT_CONTEXT leaf = winhttp_certificate(encoded, lengths[0]);
	HCERTSTORE others = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, NULL);
	CERT_CHAIN_PARA how = {sizeof how};
	PCCERT_CHAIN_CONTEXT chain = NULL;
	if (leaf && others) {
		encoded += lengths[0];
		for (uint32_t i = 1; i < count; encoded += lengths[i++])
			CertAddEncodedCertificateToStore(others, X509_ASN_ENCODING, encoded, lengths[i], CERT_STORE_ADD_ALWAYS, NULL);
		if (!CertGetCertificateChain(NULL, leaf, NULL, others, &how, CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, NULL, &chain))
			chain = NULL;
	}
	if (others)
		CertCloseStore(others, 0);
	if (leaf)
		CertFreeCertificateContext(leaf);
	return chain;
}

PCCERT_CONTEXT winhttp_certificate(const void *encoded, uint32_t length)
{
	return CertCreateCertificateContext(X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, encoded, length);
}
