package record

type field struct{}
