//go:build !linux

package main

import "errors"

func mount(string, string) (func() error, error) {
	return nil, errors.New("only on Linux")
}
