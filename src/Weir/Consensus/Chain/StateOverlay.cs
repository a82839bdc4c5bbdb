using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// A state under change: accounts that were changed or touched lie over the state of the block before. A transaction that proves impossible is taken back to where it began
/// (<see cref="Mark"/>, <see cref="Revert"/>). Used by one thread.
/// </summary>
internal sealed class StateOverlay(WorldState below)
{
    private readonly Dictionary<EthereumAddress, Account?> _accounts = [];
    private readonly HashSet<EthereumAddress> _touched = [];
    private readonly HashSet<EthereumAddress> _changed = [];

    // What each change replaced, so that the latest can be taken back first.
    private readonly Stack<Undo> _journal = [];

    private readonly record struct Undo(EthereumAddress Address, bool WasKnown, Account? Before, bool WasTouched, bool WasChanged);

    /// <summary>The account of an address; null when there is none.</summary>
    public Account? Find(EthereumAddress address)
    {
        if (!_accounts.TryGetValue(address, out Account? account)) { account = below.Find(address); }
        return account;
    }

    /// <summary>What the address owns, in peb.</summary>
    public BigInteger Balance(EthereumAddress address) => Find(address)?.Balance ?? BigInteger.Zero;

    /// <summary>Adds to a balance. The account is touched even by an amount of 0, which makes none where there is none and removes one that is empty (klaytn-state 1.4).</summary>
    public void Credit(EthereumAddress address, BigInteger amount)
    {
        Account account = Find(address) ?? Account.None;
        Set(address, account with { Balance = account.Balance + amount });
    }

    /// <summary>Takes from a balance, which must suffice.</summary>
    public void Debit(EthereumAddress address, BigInteger amount)
    {
        Account account = Find(address) ?? Account.None;
        ArgumentOutOfRangeException.ThrowIfLessThan(account.Balance, amount, nameof(amount));
        Set(address, account with { Balance = account.Balance - amount });
    }

    /// <summary>Puts an account in the place of what was there.</summary>
    public void Set(EthereumAddress address, Account? account)
    {
        bool known = _accounts.TryGetValue(address, out Account? before);
        _journal.Push(new Undo(address, known, before, !_touched.Add(address), !_changed.Add(address)));
        _accounts[address] = account;
    }

    /// <summary>A place to come back to.</summary>
    public int Mark() => _journal.Count;

    /// <summary>Takes back everything since <paramref name="mark"/>.</summary>
    public void Revert(int mark)
    {
        while (_journal.Count > mark)
        {
            Undo undo = _journal.Pop();
            if (undo.WasKnown) { _accounts[undo.Address] = undo.Before; } else { _accounts.Remove(undo.Address); }
            if (!undo.WasTouched) { _touched.Remove(undo.Address); }
            if (!undo.WasChanged) { _changed.Remove(undo.Address); }
        }
    }

    /// <summary>Ends a transaction, or the block: accounts that were touched since the last end and are empty go away. What was before cannot be taken back any more.</summary>
    public void RemoveEmpty()
    {
        foreach (EthereumAddress address in _touched)
        {
            if (Find(address) is { IsEmpty: true }) { _accounts[address] = null; }
        }

        _touched.Clear();
        _journal.Clear();
    }

    /// <summary>The state with all changes, and what changed: each address with its account after it, null where there is none any more, in the order of the addresses.</summary>
    public (WorldState State, IReadOnlyList<KeyValuePair<EthereumAddress, Account?>> Changes) Complete()
    {
        RemoveEmpty();
        WorldState state = below;
        var changes = new List<KeyValuePair<EthereumAddress, Account?>>(_changed.Count);
        foreach (EthereumAddress address in _changed.Order())
        {
            Account? account = _accounts[address];
            state = state.With(address, account);
            changes.Add(new(address, account));
        }

        return (state, changes);
    }
}
