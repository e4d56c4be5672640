package control

import (
	"context"

	"entente/doctor"
)

// Examine looks for what is wrong with how a node is kept and reached.
func Examine(ctx context.Context, o Operator) ([]doctor.Finding, error) {
	return ask[[]doctor.Finding](ctx, o, "doctor", none{}, Streams{})
}

func examine(ctx context.Context, on Session, _ none, _ Streams) ([]doctor.Finding, error) {
	var reached doctor.Reached
	if on.Serving != nil {
		reached = doctor.Reached{Served: true, Names: on.Serving.Names, Trial: on.Serving.Trial, Passwords: on.Node.PasswordSignIn && !on.Serving.Trial}
	}
	return doctor.Examine(ctx, on.Node, reached)
}
