// Package api is the face of a node for programs: REST over the same records
// that the pages show, described in OpenAPI 3.1.
//
// An operation is declared once, as a huma.Operation with the function that
// answers it; routes and description are both made from that. Bodies are the
// people form of their kind (record.Kind.PeopleSchema). Every refusal is a
// problem of RFC 9457 in the language of the reader, and repeats nothing of what
// was sent.
//
// What is left out on purpose: release, adoption, keys and mandates. Those are
// acts of a person, and no bearer token authorises them.
package api
