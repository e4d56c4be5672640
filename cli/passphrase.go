package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"entente/keys"
	"entente/node"
)

const maxPassphraseBytes = 4 << 10

// passphraseFrom reads the first line of a file. A passphrase never stands on
// the command line, where every user of the machine could read it.
func passphraseFrom(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	defer file.Close()
	line, err := bufio.NewReader(io.LimitReader(file, maxPassphraseBytes)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", fmt.Errorf("read the passphrase: the first line of %s is empty", path)
	}
	return line, nil
}

// newPassphrase is one that wraps keys from now on: from a file, or asked twice;
// empty if there is neither, or nothing was typed.
func (e *env) newPassphrase(file, question string) (string, error) {
	if file != "" {
		return passphraseFrom(file)
	}
	if !e.atTerminal() {
		return "", nil
	}
	first, err := e.unseen(question)
	if err != nil || first == "" {
		return "", err
	}
	again, err := e.unseen("The same again: ")
	if err == nil && first != again {
		err = errors.New("the two are not the same; nothing was changed")
	}
	return first, err
}

// askPassphrase asks at the terminal, unseen.
func (e *env) askPassphrase(of string) (string, error) {
	if !e.atTerminal() {
		return "", errors.New("there is no terminal to ask at: give the passphrase in a file (--passphrase-file, or --root-passphrase-file for a root key)")
	}
	return e.unseen("Passphrase of " + of + ": ")
}

// opening tries without a passphrase unless a file was given, and asks if one
// turns out to be needed.
func opening[T any](e *env, file, of string, open func(passphrase string) (T, error)) (opened T, err error) {
	passphrase := ""
	if file != "" {
		if passphrase, err = passphraseFrom(file); err != nil {
			return opened, err
		}
	}
	opened, err = open(passphrase)
	if !errors.Is(err, keys.ErrNoPassphrase) {
		return opened, err
	}
	typed, askErr := e.askPassphrase(of)
	if askErr != nil {
		return opened, fmt.Errorf("%w: %w", err, askErr)
	}
	return open(typed)
}

func (e *env) withPassphrase(file, of string, open func(string) (*node.Node, error)) (*node.Node, error) {
	return opening(e, file, of, open)
}
