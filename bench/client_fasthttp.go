package main

import "github.com/valyala/fasthttp"

// fastHTTP is fasthttp. Its streaming mode, which long bodies need, costs short ones time, so each has a client.
type fastHTTP struct {
	url           string
	short, stream *fasthttp.Client
}

func newFastHTTP(s *site) (client, error) {
	return fastHTTP{"http://" + s.plain, &fasthttp.Client{}, &fasthttp.Client{StreamResponseBody: true}}, nil
}

func (f fastHTTP) caller() (caller, error) { return f, nil }

func (f fastHTTP) get(path string, buffer []byte) (int, error) {
	request := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(request)
	request.SetRequestURI(f.url + path)
	if path == smallPath {
		return f.do(f.short, request, buffer)
	}
	return f.do(f.stream, request, buffer)
}

func (f fastHTTP) put(path string, buffer []byte) (int, error) {
	request := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(request)
	request.Header.SetMethod("PUT")
	request.SetRequestURI(f.url + path)
	request.SetBodyStream(&source{left: largeSize}, largeSize)
	return f.do(f.short, request, buffer)
}

func (f fastHTTP) do(c *fasthttp.Client, request *fasthttp.Request, buffer []byte) (int, error) {
	response := fasthttp.AcquireResponse()
	defer fasthttp.ReleaseResponse(response)
	if err := c.Do(request, response); err != nil {
		return 0, err
	}
	if err := checkStatus(response.StatusCode()); err != nil {
		return 0, err
	}
	if body := response.BodyStream(); body != nil {
		return readAll(body, buffer)
	}
	return copy(buffer, response.Body()), nil
}
