// Package storetest is what every engine of package store must do, as tests: an
// engine's own test calls Run with a function that opens an empty store.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"entente/store"
)

// Run tests an engine. open returns a store that is empty, and is closed when
// the test that asked for it ends.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"SettingsAreKept", settingsAreKept},
		{"PartnersAreKept", partnersAreKept},
		{"AManifestIsNeverReplaced", aManifestIsNeverReplaced},
		{"ChannelsAndChartersAreKept", channelsAndChartersAreKept},

		{"TheAuditIsNoChannelToWorkIn", theAuditIsNoChannelToWorkIn},
		{"TheAuditIsFiltered", theAuditIsFiltered},
		{"AnchorsKeepTheirOpenings", anchorsKeepTheirOpenings},

		{"AccountsAreKept", accountsAreKept},
		{"SessionsEnd", sessionsEnd},
		{"SessionsAreProved", sessionsAreProved},
		{"AnIdentityOpensOneAccount", anIdentityOpensOneAccount},
		{"PasskeysBelongToAPerson", passkeysBelongToAPerson},
		{"ASecondFactorIsKeptSecret", aSecondFactorIsKeptSecret},
		{"PasswordsAreOpenedForATime", passwordsAreOpenedForATime},
		{"TokensBelongToAPerson", tokensBelongToAPerson},
		{"LooksNeverGoBack", looksNeverGoBack},
		{"KeptFormsAreTheirAuthorsAlone", keptFormsAreTheirAuthorsAlone},

		{"EntriesReadAsTheyWereWritten", entriesReadAsTheyWereWritten},
		{"PagesOfAnySizeMakeTheSameTree", pagesOfAnySizeMakeTheSameTree},
		{"AnEntryThatDoesNotFollowIsRefused", anEntryThatDoesNotFollowIsRefused},
		{"AFrozenLedgerTakesNothing", aFrozenLedgerTakesNothing},
		{"ACopiedLeafIsFoundWhereItStoodFirst", aCopiedLeafIsFoundWhereItStoodFirst},
		{"SizesDoNotPassTheEnd", sizesDoNotPassTheEnd},
		{"AnEntryOfEveryStateReadsAsWritten", anEntryOfEveryStateReadsAsWritten},
		{"AnEntryTooLargeIsRefused", anEntryTooLargeIsRefused},

		{"PartsChangeOnlyByTheRule", partsChangeOnlyByTheRule},
		{"ContentThatDoesNotOpenIsNotPresent", contentThatDoesNotOpenIsNotPresent},
		{"WithdrawnIsFinal", withdrawnIsFinal},
		{"WithdrawalBlanksProjections", withdrawalBlanksProjections},

		{"AHiddenPartReadsAsWithdrawnAndCanBeDestroyed", aHiddenPartReadsAsWithdrawnAndCanBeDestroyed},
		{"WhatAnOrderNamesIsRefusedWhenItArrives", whatAnOrderNamesIsRefusedWhenItArrives},
		{"OrdersKeepTheirAnswers", ordersKeepTheirAnswers},
		{"DeparturesAreFoundFromTheirEntries", departuresAreFoundFromTheirEntries},

		{"FilesAreKeptByTheirPart", filesAreKeptByTheirPart},
		{"UploadsAreKeptUntilTheyEnd", uploadsAreKeptUntilTheyEnd},

		{"CheckpointsAreKeptForEver", checkpointsAreKeptForEver},
		{"CosignaturesAreKeptEachByItself", cosignaturesAreKeptEachByItself},
		{"QuarantineSaysWhy", quarantineSaysWhy},
		{"CounterpartsAreFoundFromBothSides", counterpartsAreFoundFromBothSides},

		{"MandatesAreKept", mandatesAreKept},
		{"ActsAreFoundFromWhatTheyAreOver", actsAreFoundFromWhatTheyAreOver},
		{"WhatWaitsIsNoRecordUntilItTakesEffect", whatWaitsIsNoRecordUntilItTakesEffect},

		{"DraftsBelongToTheirAccount", draftsBelongToTheirAccount},
		{"DraftsAreBounded", draftsAreBounded},
		{"AProposalIsApprovedOnceAndGoesWithItsTime", proposalIsApprovedOnce},
		{"WithdrawalTakesDraftsAlong", withdrawalTakesDraftsAlong},

		{"ARecordHasItsHistory", aRecordHasItsHistory},
		{"ListsArePagedWithoutGapOrRepetition", listsArePagedWithoutGapOrRepetition},
		{"ChangesAreReadFromAnArrivalOn", changesAreReadFromAnArrivalOn},
		{"RecordsAreFoundByWhatTheyReferTo", recordsAreFoundByWhatTheyReferTo},
		{"SearchFindsKorean", searchFindsKorean},
		{"SearchTakesNoSyntax", searchTakesNoSyntax},
		{"SearchStaysInItsChannels", searchStaysInItsChannels},
		{"ARevisionReplacesWhatSearchFinds", aRevisionReplacesWhatSearchFinds},
		{"ListingsFilterSortAndPage", listingsFilterSortAndPage},
		{"RecordsAreGroupedWithoutBeingRead", recordsAreGroupedWithoutBeingRead},
		{"AListingGoesOnWhileOthersWrite", aListingGoesOnWhileOthersWrite},
		{"ListingsForgetWhatIsGone", listingsForgetWhatIsGone},
		{"ListingsTakeAnything", listingsTakeAnything},
		{"ARebuildGivesTheSameAnswers", aRebuildGivesTheSameAnswers},

		{"AFailedUpdateLeavesNothing", aFailedUpdateLeavesNothing},
		{"AFailureStaysWithItsOwnUpdate", aFailureStaysWithItsOwnUpdate},
		{"APanicStaysWithItsOwnUpdate", aPanicStaysWithItsOwnUpdate},
		{"AQueuedUpdateCanBeCancelled", aQueuedUpdateCanBeCancelled},
		{"ACancelledUpdateLeavesNothing", aCancelledUpdateLeavesNothing},
		{"ManyWritersLoseNothing", manyWritersLoseNothing},
		{"AViewSeesOneSnapshot", aViewSeesOneSnapshot},
		{"AViewCannotWrite", aViewCannotWrite},
		{"ATransactionEndsWithItsFunction", aTransactionEndsWithItsFunction},
		{"AClosedStoreSaysSo", aClosedStoreSaysSo},
		{"ABackupNeverOverwrites", aBackupNeverOverwrites},
		{"PurgeEndsWhenNobodyReads", purgeEndsWhenNobodyReads},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
	t.Run("AReaderAsksAStoreOfTheirOwn", func(t *testing.T) { aReaderAsksAStoreOfTheirOwn(t, open) })
}

func update(t testing.TB, s store.Store, write func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), write); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t testing.TB, s store.Store, read func(*store.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), read); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// refused runs an update that must fail with this error.
func refused(t testing.TB, s store.Store, want error, write func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), write); !errors.Is(err, want) {
		t.Fatalf("update returned %v, expected %v", err, want)
	}
}

// must is for the setup of a test.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// expect turns an error that has to come into none.
func expect(err, want error) error {
	if errors.Is(err, want) {
		return nil
	}
	return fmt.Errorf("got %v, expected %v", err, want)
}
