#include "bridge.h"

#include <string.h>
#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

void winhttp_address(SOCKADDR_STORAGE *address, int family, const void *bytes, uint16_t port, uint32_t scope)
{
	memset(address, 0, sizeof *address);
	if (family == 4) {
		struct sockaddr_in *in = (struct sockaddr_in *)address;
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, bytes, sizeof in->sin_addr);
		return;
	}
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	in6->sin6_scope_id = scope;
	memcpy(&in6->sin6_addr, bytes, sizeof in6->sin6_addr);
}
