package main

import (
	"fmt"
	"text/tabwriter"

	. "github.com/gowinhttp/winhttp"
)

type crackCommand struct {
	URL string `arg:"" help:"An http or https URL."`
}

// Run prints the fields of URL_COMPONENTS.
func (cmd *crackCommand) Run(c *console) error {
	var url URL_COMPONENTS
	if err := WinHttpCrackUrl(cmd.URL, 0, &url); err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Scheme\t%q\n", url.Scheme)
	fmt.Fprintf(w, "SchemeType\t%v\n", url.SchemeType)
	fmt.Fprintf(w, "HostName\t%q\n", url.HostName)
	fmt.Fprintf(w, "Port\t%d\n", url.Port)
	fmt.Fprintf(w, "UserName\t%q\n", url.UserName)
	fmt.Fprintf(w, "Password\t%q\n", url.Password)
	fmt.Fprintf(w, "UrlPath\t%q\n", url.UrlPath)
	fmt.Fprintf(w, "ExtraInfo\t%q\n", url.ExtraInfo)
	return w.Flush()
}
