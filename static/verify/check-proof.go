// Checks that a credential, or the PDF that carries it, stands in the public log: check-proof PROOF CREDENTIAL PDF KEY...
// The entry in the proof says of which of the two it is.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal("NOT IN THE LOG: ", err)
	}
	return value
}

func bytesOf(text string) []byte {
	return must(base64.StdEncoding.DecodeString(text))
}

func hashOf(text string) (hash tlog.Hash) {
	if copy(hash[:], bytesOf(text)) != tlog.HashSize {
		log.Fatal("NOT IN THE LOG: a hash is too short")
	}
	return hash
}

// hashed is how the log writes what it does not say: hex SHA-256 of the salt and it.
func hashed(salt, said []byte) string {
	sum := sha256.Sum256(append(bytes.Clone(salt), said...))
	return hex.EncodeToString(sum[:])
}

// mustBeOf ends the program unless the entry is of this credential or its file, to the byte; it says of which, since when.
func mustBeOf(credential, file, entry, salt []byte) string {
	var says struct{ ID string }
	var holds struct{ Kind, Subject, Commitment, At string }
	if json.Unmarshal(credential, &says) != nil || json.Unmarshal(entry, &holds) != nil {
		log.Fatal("NOT IN THE LOG: the credential or the entry cannot be read")
	}
	identifier := says.ID[strings.LastIndex(says.ID, "/")+1:]
	if len(salt) != sha256.Size || holds.Subject != hashed(salt, []byte(identifier)) {
		log.Fatal("NOT IN THE LOG: the entry is of another certificate")
	}
	switch {
	case holds.Kind == "document" && holds.Commitment == hashed(salt, file):
		return "this file, since " + holds.At
	case holds.Kind == "document":
		log.Fatalf("NOT THIS FILE: the log was last told of %s, and this one is %s", holds.Commitment, hashed(salt, file))
	case holds.Commitment != hashed(salt, credential):
		log.Fatal("NOT IN THE LOG: the entry is of another certificate")
	}
	return "its credential, since " + holds.At
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 5 {
		log.Fatal("usage: check-proof PROOF CREDENTIAL PDF KEY...")
	}
	head, signed, _ := strings.Cut(string(must(os.ReadFile(os.Args[1]))), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatal("NOT IN THE LOG: this is no proof")
	}
	entry, salt, isSalted := bytes.Cut(bytesOf(strings.TrimPrefix(lines[1], "extra ")), []byte("\n"))
	index := must(strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64))
	path := tlog.RecordProof{}
	for _, line := range lines[3:] {
		path = append(path, hashOf(line))
	}
	keys := []note.Verifier{}
	for _, key := range os.Args[4:] {
		keys = append(keys, must(note.NewVerifier(strings.TrimSpace(key))))
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(keys...))
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) {
		log.Fatal("NOT KNOWN: none of these keys signed this proof; a new one is signed with a key of today")
	}
	checkpoint := strings.Split(must(opened, err).Text, "\n")
	if len(checkpoint) < 4 || checkpoint[0] != keys[0].Name() {
		log.Fatal("NOT IN THE LOG: this is a checkpoint of another log")
	}
	size := must(strconv.ParseInt(checkpoint[1], 10, 64))
	err = tlog.CheckRecord(path, size, hashOf(checkpoint[2]), index, tlog.RecordHash(entry))
	must(entry, err)
	if !isSalted {
		log.Fatalf("NOT KNOWN: entry %d is in the log; whose it is this proof does not show, a new one does", index)
	}
	credential, file := must(os.ReadFile(os.Args[2])), must(os.ReadFile(os.Args[3]))
	what := mustBeOf(credential, file, entry, must(hex.DecodeString(string(salt))))
	fmt.Printf("IN THE LOG: entry %d of %d in %s is %s\n%s\n", index, size, checkpoint[0], what, entry)
}
