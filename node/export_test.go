package node

// Govern writes entries by which a channel governs itself, for tests only.
var Govern = (*Node).govern
