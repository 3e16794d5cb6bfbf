package winhttp

import (
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/crack"
)

// WinHttpCrackUrl takes a URL apart. flags are ICU_ESCAPE, ICU_DECODE and ICU_REJECT_USERPWD. Nothing is validated; the
// authority ends at the next slash only. A part that is missing becomes "". The Go API always asks for every component.
//
// Errors: ERROR_WINHTTP_UNRECOGNIZED_SCHEME for anything but http and https, ERROR_WINHTTP_INVALID_URL for a missing host, a
// port above 65535 and rejected user information, ERROR_INVALID_PARAMETER for nil components and text that cannot be
// escaped. components is untouched then. (Reference: WinHttpCrackUrl.)
func WinHttpCrackUrl(url string, flags uint32, components *URL_COMPONENTS) error {
	const name = "WinHttpCrackUrl"
	if components == nil {
		return werr.In(name, werr.InvalidParameter)
	}
	c, err := crack.Crack([]byte(url), crack.Flags(flags))
	if err != nil {
		return werr.In(name, err)
	}
	*components = URL_COMPONENTS{
		Scheme: string(c.Scheme), SchemeType: INTERNET_SCHEME(c.SchemeType), HostName: string(c.Host), Port: c.Port,
		UserName: string(c.User), Password: string(c.Password), UrlPath: string(c.Path), ExtraInfo: string(c.Extra),
	}
	return nil
}

// WinHttpCreateUrl puts a URL together. flags are ICU_ESCAPE, ICU_ESCAPE_AUTHORITY, ICU_REJECT_USERPWD and
// ICU_INCLUDE_DEFAULT_PORT. An empty part is absent. The text of Scheme comes before SchemeType.
//
// Errors: ERROR_INVALID_PARAMETER for nil, a password without a user name, an unknown scheme number or text that cannot be
// escaped; ERROR_WINHTTP_INVALID_URL for rejected user information. url is untouched then. (Reference: WinHttpCreateUrl.)
func WinHttpCreateUrl(components *URL_COMPONENTS, flags uint32, url *string) error {
	const name = "WinHttpCreateUrl"
	if components == nil || url == nil {
		return werr.In(name, werr.InvalidParameter)
	}
	text, err := crack.Create(crack.Components[[]byte]{
		Scheme: part(components.Scheme), SchemeType: crack.Scheme(components.SchemeType),
		Host: part(components.HostName), Port: components.Port,
		User: part(components.UserName), Password: part(components.Password),
		Path: part(components.UrlPath), Extra: part(components.ExtraInfo),
	}, crack.Flags(flags))
	if err != nil {
		return werr.In(name, err)
	}
	*url = string(text)
	return nil
}

func part(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}
