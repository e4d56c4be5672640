// Package journeys holds what people do with Entente, from sign-in to the record
// that arrives at a partner, tried in a real browser on two nodes that exchange
// over real TLS. It has no code of its own.
//
// go test ./journeys -pictures DIR leaves pictures of the main pages in a folder,
// for somebody to look at.
package journeys
