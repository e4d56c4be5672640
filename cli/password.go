package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

// passwordFlags are of the verbs that set somebody's password.
type passwordFlags struct {
	PasswordFile string `name:"password-file" placeholder:"FILE" help:"File whose first line is the password, - for standard input; without it a terminal is asked twice. It never stands on the command line."`
}

// choose is the password that the operator gives.
func (f passwordFlags) choose(e *env) (string, error) {
	switch {
	case f.PasswordFile == "-":
		return e.passwordFromInput()
	case f.PasswordFile != "":
		return passphraseFrom(f.PasswordFile)
	case !e.atTerminal():
		return "", errors.New("there is no terminal to ask at: give the password with --password-file FILE, or - for standard input")
	}
	first, err := e.unseen("Password: ")
	if err != nil {
		return "", err
	}
	again, err := e.unseen("The same again: ")
	if err == nil && first != again {
		err = errors.New("the two passwords are not the same; nothing was changed")
	}
	return first, err
}

func (e *env) passwordFromInput() (string, error) {
	if e.in == nil {
		return "", errors.New("read the password: there is no standard input")
	}
	line, err := bufio.NewReader(io.LimitReader(e.in, maxPassphraseBytes)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("read the password: the first line of standard input is empty")
	}
	return line, nil
}

func (e *env) atTerminal() bool { return e.in != nil && term.IsTerminal(int(e.in.Fd())) }

// unseen asks at the terminal without showing what is typed.
func (e *env) unseen(question string) (string, error) {
	fmt.Fprint(e.err, question)
	typed, err := term.ReadPassword(int(e.in.Fd()))
	fmt.Fprintln(e.err)
	return string(typed), err
}
