// Package demo is the worked example: two partners' nodes in one process, each
// with a folder, keys, a database and listeners of its own, that meet over TLS
// as they would over the sea, and a real programme from public sources (package
// demo/data) that each side writes its part of.
//
// Nothing here is a short cut through the product: cards are exchanged and
// compared, a channel is founded by one and accepted by the other over the
// wire, records come in through the importer that users have. This is the only
// package that knows who the two partners are (pair.go). Their manifests say
// that they are a demonstration, so that no real node ever takes their cards.
package demo
