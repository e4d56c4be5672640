package label

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// Every reader of XML here reads by readTree with one of these shapes; a test of
// the whole module finds any other (internal/house).
func TestXMLWithDeclarationsOrEntitiesIsRefused(t *testing.T) {
	for name, s := range map[string]shape{"label": labelShape, "policy": spifShape, "binding": bindingShape} {
		plain := fmt.Sprintf(`<a xmlns=%q>x</a>`, s.namespace)
		if _, err := readTree([]byte(plain), s); err != nil {
			t.Fatalf("%s: what is to be changed below is refused as it is: %v", name, err)
		}
		inside := func(markup string) string { return strings.Replace(plain, ">x<", ">"+markup+"<", 1) }
		laughs := `<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]>`
		for what, document := range map[string]string{
			"a million laughs":       laughs + inside("&m;"),
			"an external entity":     `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + inside("&e;"),
			"an external DTD":        `<!DOCTYPE a SYSTEM "http://169.254.169.254/">` + plain,
			"a parameter entity":     `<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]>` + plain,
			"an entity of nobody":    inside("&e;"),
			"an HTML entity":         inside("&nbsp;"),
			"an instruction":         `<?xml-stylesheet href="http://127.0.0.1/"?>` + plain,
			"an inner instruction":   inside("<?php 1?>"),
			"CDATA":                  inside("<![CDATA[x]]>"),
			"XInclude":               inside(`<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>`),
			"another encoding":       `<?xml version="1.0" encoding="UTF-16"?>` + plain,
			"bytes that are no text": inside("\xff"),
			"depth without end":      strings.Repeat(plain[:strings.Index(plain, ">")+1], 10_000),
			"size without end":       inside(strings.Repeat(" ", 2<<20)),
			"two documents":          plain + plain,
		} {
			if _, err := readTree([]byte(document), s); !errors.Is(err, ErrMalformed) {
				t.Errorf("%s with %s: %v", name, what, err)
			}
		}
	}
}
