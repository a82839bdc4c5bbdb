using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Ethereum;

/// <summary>A transaction of any of Klaytn's and Ethereum's kinds (klaytn-state 4.1, 4.2), as it stands in a block, type bytes included. Immutable; the hash is computed once.</summary>
public sealed partial class Transaction : IDescribed
{
    private StrongBox<Hash256>? _hash;

    // Recovering a sender takes longer than all else about a transfer, and a node asks when it hears of it, when it builds a block and when it takes one.
    private RecoveredSender? _sender;

    private sealed record RecoveredSender(ulong ChainId, EthereumAddress Sender);

    /// <summary>What it does.</summary>
    public required TransactionKind Kind { get; init; }

    /// <summary>Who pays the fee.</summary>
    public FeeDelegation Delegation { get; init; }

    /// <summary>Number of the sender's transaction, from 0.</summary>
    public ulong Nonce { get; init; }

    /// <summary>Price of a unit of gas in peb; of a dynamic fee its limit.</summary>
    public BigInteger GasPrice { get; init; }

    /// <summary>Of a dynamic fee the tip in peb; else null.</summary>
    public BigInteger? TipCap { get; init; }

    /// <summary>Most gas that it may take.</summary>
    public ulong Gas { get; init; }

    /// <summary>Where the value goes; null when it makes a contract or has no recipient.</summary>
    public EthereumAddress? To { get; init; }

    /// <summary>What is moved, in peb.</summary>
    public BigInteger Value { get; init; }

    /// <summary>The sender as it is written; null in Ethereum's kinds, where the signature tells it.</summary>
    public EthereumAddress? From { get; init; }

    /// <summary>Data of any kind: a call, a memo, code, an anchor.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The new key of an account update; else null.</summary>
    public AccountKey? NewKey { get; init; }

    /// <summary>Of a deployment: whether the contract's address is a name. No chain takes that any more.</summary>
    public bool HumanReadable { get; init; }

    /// <summary>Of a deployment: the code's format, 0 for the Ethereum virtual machine.</summary>
    public ulong CodeFormat { get; init; }

    /// <summary>With <see cref="FeeDelegation.Ratio"/>: the percentage that the fee payer pays, 1 to 99.</summary>
    public byte FeeRatio { get; init; }

    /// <summary>Of Ethereum's typed kinds: the chain. Of the others it is in the signatures.</summary>
    public ulong? ChainId { get; init; }

    /// <summary>Addresses and storage slots in the access list of Ethereum's typed kinds.</summary>
    public (int Addresses, int Slots) Accesses { get; init; }

    /// <summary>The sender's signatures: one, or several of a weighted key.</summary>
    public IReadOnlyList<TransactionSignature> Signatures { get; init; } = [];

    /// <summary>Who pays the fee, when it is not the sender.</summary>
    public EthereumAddress? FeePayer { get; init; }

    /// <summary>The fee payer's signatures.</summary>
    public IReadOnlyList<TransactionSignature> FeePayerSignatures { get; init; } = [];

    /// <summary>The bytes as they stand in a block.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private init; }

    /// <summary>What the sender signs, without the chain: the fields, of Klaytn's kinds after the type.</summary>
    private ReadOnlyMemory<byte> SignedFields { get; init; }

    /// <summary>The hash that names it: of all its bytes, without the <c>78</c> of Ethereum's typed kinds.</summary>
    public Hash256 Hash => (_hash ??= new StrongBox<Hash256>(Hash256.Keccak(Encoded.Span[(IsEthereumTyped ? 1 : 0)..]))).Value;

    /// <summary>True for the kinds that nodes keep in Ethereum's envelope.</summary>
    public bool IsEthereumTyped => Kind is TransactionKind.AccessList or TransactionKind.DynamicFee;

    /// <summary>What signatures of it stand for: a change of a key is its own role.</summary>
    public AccountRole SenderRole => Kind == TransactionKind.AccountUpdate ? AccountRole.AccountUpdate : AccountRole.Transaction;

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.Field("hash", Hash.ToString());
        visitor.Field("kind", Kind.ToString());
        visitor.Field("nonce", (long)Math.Min(Nonce, long.MaxValue));
        visitor.Field("gas_price", GasPrice.ToString(System.Globalization.CultureInfo.InvariantCulture));
        visitor.Field("gas", (long)Math.Min(Gas, long.MaxValue));
        if (From is { } from) { visitor.Field("from", from.ToString()); }
        if (To is { } to) { visitor.Field("to", to.ToString()); }
        visitor.Field("value", Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        visitor.Field("data", Data.Span);
        if (FeePayer is { } payer) { visitor.Field("fee_payer", payer.ToString()); }
    }
}
