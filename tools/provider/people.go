package main

import (
	"context"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// person is the subject of the only one whom the provider knows.
type person string

const password = "nobody types it"

func (p person) GetUserByID(id string) *storage.User {
	if id != string(p) {
		return nil
	}
	return &storage.User{ID: id, Username: id, Password: password}
}

func (p person) GetUserByUsername(name string) *storage.User { return p.GetUserByID(name) }
func (p person) ExampleClientID() string                     { return storage.ServiceUserID }

// A memory is zitadel's own, and when the person last proved who they are.
type memory struct {
	*storage.Storage
	subject string

	mu     sync.Mutex
	proved time.Time
	at     map[string]time.Time // by question
}

// recognise answers a question: with the proof that there is, or with a new one if
// it demands that.
func (m *memory) recognise(ctx context.Context, id string) error {
	asked, err := m.AuthRequestByID(ctx, id)
	if err != nil {
		return err
	}
	if err := m.CheckUsernamePassword(m.subject, password, id); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if limit := asked.(*storage.AuthRequest).MaxAuthAge; limit != nil && now.Sub(m.proved) >= *limit {
		m.proved = now
	}
	m.at[id] = m.proved
	return nil
}

// AuthRequestByCode is the question that a code answers, with when the person
// proved who they are.
func (m *memory) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	asked, err := m.Storage.AuthRequestByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return answered{asked, m.at[asked.GetID()]}, nil
}

// An answered question says when its person proved who they are.
type answered struct {
	op.AuthRequest
	at time.Time
}

// GetAuthTime is the claim auth_time.
func (a answered) GetAuthTime() time.Time { return a.at }
