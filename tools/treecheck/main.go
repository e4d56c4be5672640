// Treecheck reads a ledger the way strangers would: over HTTP, as C2SP
// tlog-tiles, with the client of another project. It verifies the checkpoint,
// fetches every entry, hashes them into a tree of its own and prints
//
//	size root
//
// once that is the signed root. Ledger's tests run it against our server.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	address := flag.String("url", "", "prefix of the ledger")
	token := flag.String("token", "", "bearer token")
	vkey := flag.String("key", "", "verifier key of the ledger (Ed25519)")
	limit := flag.Duration("timeout", 10*time.Second, "give up after")
	flag.Parse()

	ctx, cancel := context.WithTimeout(context.Background(), *limit)
	defer cancel()
	tree, err := check(ctx, *address, *token, *vkey)
	if err != nil {
		fmt.Fprintln(os.Stderr, "treecheck:", err)
		os.Exit(1)
	}
	fmt.Println(tree.N, tree.Hash)
}

func check(ctx context.Context, address, token, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	tiles, err := torchwood.NewTileFetcher(address, torchwood.WithHTTPClient(&http.Client{Transport: bearer(token)}))
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := tiles.ReadEndpoint(ctx, "checkpoint")
	if err != nil {
		return tlog.Tree{}, err
	}
	policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(verifier.Name()), torchwood.SingleVerifierPolicy(verifier))
	checkpoint, _, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return tlog.Tree{}, err
	}
	return checkpoint.Tree, rebuild(ctx, tiles, checkpoint.Tree)
}

// rebuild hashes every entry into a tree and compares the roots.
func rebuild(ctx context.Context, tiles torchwood.TileReader, want tlog.Tree) error {
	client, err := torchwood.NewClient(tiles)
	if err != nil {
		return err
	}
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	var size int64
	for index, entry := range client.AllEntries(ctx, want, 0) {
		if index != size {
			return fmt.Errorf("entry %d came after %d", index, size-1)
		}
		hashes, err := tlog.StoredHashes(index, entry, read)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
		size++
	}
	if err := client.Err(); err != nil {
		return err
	}
	root, err := tlog.TreeHash(size, read)
	if err != nil {
		return err
	}
	if size != want.N || root != want.Hash {
		return fmt.Errorf("%d entries have root %s, the checkpoint says %d and %s", size, root, want.N, want.Hash)
	}
	return nil
}

// bearer adds the token to every request.
type bearer string

func (token bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(token))
	return http.DefaultTransport.RoundTrip(r)
}
