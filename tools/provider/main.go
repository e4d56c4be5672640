// Provider is an identity provider of another project (zitadel/oidc), of one person
// who never has to type anything. Tests let people sign in at a node through it: it
// prints its issuer, and answers until it is ended.
//
// Its person has proved who they are some time ago, as people have who come to work
// in the morning, and does so anew only when a question demands it (prompt=login or
// max_age, OpenID Connect Core 1.0, section 3.1.2.1).
package main

import (
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

func main() {
	client := flag.String("client", "", "what the node is called here")
	secret := flag.String("secret", "", "what it shows")
	redirect := flag.String("redirect", "", "address to which people go back")
	subject := flag.String("subject", "", "what the person is called here")
	proved := flag.Duration("proved", 0, "how long ago the person proved who they are")
	flag.Parse()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		kept := storage.NewStorageWithClients(person(*subject), map[string]*storage.Client{*client: storage.WebClient(*client, *secret, *redirect)})
		err = serve(listener, &memory{Storage: kept, subject: *subject, proved: time.Now().Add(-*proved), at: map[string]time.Time{}})
	}
	fmt.Fprintln(os.Stderr, "provider:", err)
	os.Exit(1)
}

func serve(listener net.Listener, people *memory) error {
	issuer := "http://" + listener.Addr().String()
	config := op.Config{CodeMethodS256: true}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return err
	}
	provider, err := op.NewProvider(&config, people, op.StaticIssuer(issuer), op.WithAllowInsecure())
	if err != nil {
		return err
	}
	back, interceptor := op.AuthCallbackURL(provider), op.NewIssuerInterceptor(provider.IssuerFromRequest)
	mux := http.NewServeMux()
	mux.Handle("/", provider)
	mux.Handle("GET /login/username", interceptor.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		id := q.FormValue("authRequestID")
		if err := people.recognise(q.Context(), id); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, q, back(q.Context(), id), http.StatusFound)
	}))
	fmt.Println(issuer)
	server := http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
