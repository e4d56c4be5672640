package record_test

import (
	"testing"

	"entente/record"
)

func BenchmarkDeclare(b *testing.B) {
	for b.Loop() {
		record.Declare(record.Of[Exercise]{Name: "test/exercise", Version: 2, Title: "Exercise|Exercises"})
	}
}

func BenchmarkDecode(b *testing.B) {
	e := full()
	body, _ := encode(b, &e)
	for b.Loop() {
		if _, err := exercises.Kind.Decode(body, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	e := full()
	body, _ := encode(b, &e)
	for b.Loop() {
		mustBeValid(b, exercises.Validate(body))
	}
}

func BenchmarkEncode(b *testing.B) {
	e := full()
	for b.Loop() {
		encode(b, &e)
	}
}

func BenchmarkSeal(b *testing.B) {
	random := &counted{}
	parts := []record.Part{{Type: record.LabelPart, Content: make([]byte, 800)}, {Type: record.HeaderPart, Content: make([]byte, 600)}, {Type: record.BodyPart, Content: make([]byte, 900)}}
	for b.Loop() {
		if _, err := record.Seal(random, parts); err != nil {
			b.Fatal(err)
		}
	}
}
