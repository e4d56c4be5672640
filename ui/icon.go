package ui

import _ "embed" // entente.svg

// IconPath is where a browser finds the icon of the site.
const IconPath = "/entente.svg"

// SiteIcon is the mark on a ground of its own, since a browser's tab may be dark.
//
//go:embed entente.svg
var SiteIcon []byte
