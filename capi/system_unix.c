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

// chain is a chain context with all that it points to but the certificates, which follow as they are.
struct chain {
	CERT_CHAIN_CONTEXT context; // first: a pointer to it is one to the whole
	CERT_SIMPLE_CHAIN simple;
	PCERT_SIMPLE_CHAIN only;
	PCERT_CHAIN_ELEMENT *list;
	CERT_CHAIN_ELEMENT elements[];
};

PCCERT_CHAIN_CONTEXT winhttp_chain(const uint8_t *encoded, const uint32_t *lengths, uint32_t count)
{
	struct chain *c = calloc(1, sizeof *c + count * sizeof c->elements[0]);
	PCERT_CHAIN_ELEMENT *list = calloc(count + 1, sizeof *list);
	if (c == NULL || list == NULL) {
		free(c);
		free(list);
		return NULL;
	}
	c->list = list;
	c->only = &c->simple;
	c->context.cbSize = sizeof c->context;
	c->context.cChain = 1;
	c->context.rgpChain = &c->only;
	c->simple.cbSize = sizeof c->simple;
	c->simple.rgpElement = list;
	for (uint32_t i = 0; i < count; encoded += lengths[i++]) {
		c->elements[i].cbSize = sizeof c->elements[i];
		c->elements[i].pCertContext = winhttp_certificate(encoded, lengths[i]);
		list[i] = &c->elements[i];
		c->simple.cElement = i + 1;
		if (c->elements[i].pCertContext == NULL) {
			CertFreeCertificateChain(&c->context);
			return NULL;
		}
	}
	return &c->context;
}

VOID WINAPI CertFreeCertificateChain(PCCERT_CHAIN_CONTEXT chain)
{
	struct chain *c = (struct chain *)chain;
	if (c == NULL)
		return;
	for (DWORD i = 0; i < c->simple.cElement; i++)
		CertFreeCertificateContext(c->elements[i].pCertContext);
	free(c->list);
	free(c);
}

BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT context)
{
	struct counted *c = (struct counted *)context;
	if (c != NULL && __atomic_sub_fetch(&c->uses, 1, __ATOMIC_ACQ_REL) == 0)
		free(c);
	return TRUE;
}
