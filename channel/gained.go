package channel

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Gained names the members of a body that are otherwise in its newest revision
// than in the one that somebody had looked at, and than in their own text.
func Gained(base, newest, ours []byte) ([]string, error) {
	var bodies [3]map[string]jsontext.Value
	for i, body := range [][]byte{base, newest, ours} {
		if err := json.Unmarshal(body, &bodies[i]); err != nil {
			return nil, fmt.Errorf("channel: compare two revisions: %w", err)
		}
	}
	before, now, own := bodies[0], bodies[1], bodies[2]
	names := map[string]bool{}
	for _, body := range bodies[:2] {
		for name := range body {
			names[name] = !bytes.Equal(before[name], now[name]) && !bytes.Equal(own[name], now[name])
		}
	}
	maps.DeleteFunc(names, func(_ string, gained bool) bool { return !gained })
	return slices.Sorted(maps.Keys(names)), nil
}

// TakeOver is a text with some of its members as they are in another; what the
// other lacks is taken out.
func TakeOver(ours, newest []byte, names []string) ([]byte, error) {
	var own, now map[string]jsontext.Value
	for body, into := range map[*[]byte]*map[string]jsontext.Value{&ours: &own, &newest: &now} {
		if err := json.Unmarshal(*body, into); err != nil {
			return nil, fmt.Errorf("channel: take over changes: %w", err)
		}
	}
	for _, name := range names {
		value, there := now[name]
		if there {
			own[name] = value
		} else {
			delete(own, name)
		}
	}
	return json.Marshal(own, json.Deterministic(true))
}
