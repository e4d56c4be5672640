package ui

import (
	"context"
	"net/http"
)

type reachKey struct{}

// WithReach says what a page may lead to: it shows no button and no form, and
// only the words of a link, that would lead anywhere else.
func WithReach(ctx context.Context, reaches func(method, address string) bool) context.Context {
	return context.WithValue(ctx, reachKey{}, reaches)
}

// Reaches reports that the page which is being rendered may lead there. A page
// without a limit leads anywhere.
func Reaches(ctx context.Context, method, address string) bool {
	reaches, limited := ctx.Value(reachKey{}).(func(string, string) bool)
	return !limited || reaches(method, address)
}

func leads(ctx context.Context, address string) bool { return Reaches(ctx, http.MethodGet, address) }

func sends(ctx context.Context, address string) bool { return Reaches(ctx, http.MethodPost, address) }
