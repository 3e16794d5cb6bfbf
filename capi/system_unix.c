//go:build unix

// What the library needs of the system, where that is not Windows.
#include <stdlib.h>
#include <string.h>

#include "bridge.h"
#include "include/compat/windows.h"

void winhttp_pin(void) {}

void winhttp_signal(uintptr_t event)
{
	SetEvent((HANDLE)event);
}

// counted is a certificate context with its bytes behind it.
struct counted {
	CERT_CONTEXT context; // first: a pointer to it is one to the whole
	int uses;
	BYTE encoded[];
};

PCCERT_CONTEXT winhttp_certificate(const void *encoded, uint32_t length)
{
	struct counted *c = malloc(sizeof *c + length);
	if (c == NULL)
		return NULL;
	memcpy(c->encoded, encoded, length);
	c->uses = 1;
	c->context = (CERT_CONTEXT){X509_ASN_ENCODING, c->encoded, length, NULL, NULL};
	return &c->context;
}

PCCERT_CONTEXT WINAPI CertDuplicateCertificateContext(PCCERT_CONTEXT context)
{
	if (context != NULL)
		__atomic_add_fetch(&((struct counted *)context)->uses, 1, __ATOMIC_RELAXED);
	return context;
}

BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT context)
{
	struct counted *c = (struct counted *)context;
	if (c != NULL && __atomic_sub_fetch(&c->uses, 1, __ATOMIC_ACQ_REL) == 0)
		free(c);
	return TRUE;
}
