// Package withdrawal is where people take back what they wrote: they choose what
// of a record is to go, see what an order reaches, write it, and follow what
// partners answer. What an order does to a node is in package node.
package withdrawal
