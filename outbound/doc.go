// Package outbound is the one way in which a node connects to other machines:
// to partners' nodes, to single sign-on, to a mail server, to a scanner.
//
// Addresses come from others (a partner's card, a document of single sign-on), and
// whoever chooses one can aim this node at machines that only this node reaches:
// its own control listener, a database beside it, the service of a cloud that
// hands out credentials (server-side request forgery, CWE-918). A Policy
// therefore refuses every address that is not a public one, unless an operator
// allowed it. A name is looked up once and the connection goes to the address that
// was judged, so that a second answer for the same name (DNS rebinding) is never
// asked for. Proxies that the environment names are not used.
package outbound
