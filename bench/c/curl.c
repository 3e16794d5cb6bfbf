// libcurl's easy interface with its defaults, one handle for all requests, so that its connection is kept.
#include <curl/curl.h>
#include <stdio.h>

#include "loop.h"

static CURL *easy;
static long length;

static size_t body(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)context;
	length += (long)(size * count);
	return size * count;
}

int start(int port)
{
	char url[64];

	easy = curl_easy_init();
	if (easy == NULL)
		return 0;
	snprintf(url, sizeof url, "http://127.0.0.1:%d/small", port);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "bench");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
	return 1;
}

long get(void)
{
	long status = 0;

	length = 0;
	if (curl_easy_perform(easy) != CURLE_OK)
		return -1;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	return status == 200 ? length : -1;
}
