package label

import (
	_ "embed"
	"fmt"
)

//go:embed policies/tlp.xml
var tlpFile []byte

//go:embed policies/nato-like.xml
var natoLikeFile []byte

//go:embed policies/exercise.xml
var exerciseFile []byte

// TLP is the Traffic Light Protocol 2.0 of FIRST.
func TLP() *Policy { return shipped(tlpFile) }

// NATOLike is an example of a policy of NATO's shape: four classifications and
// "Releasable To". It is not NATO's policy, and its identifiers are examples.
func NATOLike() *Policy { return shipped(natoLikeFile) }

// Exercise is a policy in which everything stands that this program reads of a
// policy file. It is for tests and exercises, and no node knows it by itself.
func Exercise() *Policy { return shipped(exerciseFile) }

// Shipped are the policies that come with this program.
func Shipped() Policies { return Policies{[]*Policy{TLP(), NATOLike()}} }

func shipped(file []byte) *Policy {
	p, err := LoadPolicy(file)
	if err != nil {
		panic(fmt.Sprintf("label: a policy file of this program: %v", err)) // a test reads them
	}
	return p
}
