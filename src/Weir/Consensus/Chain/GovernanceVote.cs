using System.Globalization;
using System.Numerics;
using System.Text;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>A vote in a header (klaytn-state 5.4): RLP <c>[validator, key, value]</c>.</summary>
/// <param name="Validator">Who votes, as it is written.</param>
/// <param name="Key">The parameter, or one of the two keys about validators.</param>
/// <param name="Value">Of a parameter its value, as <see cref="GovernanceKey.With"/> takes it.</param>
/// <param name="Addresses">Of the keys about validators, whom.</param>
internal sealed record GovernanceVote(EthereumAddress Validator, string Key, string Value, IReadOnlyList<EthereumAddress> Addresses)
{
    /// <summary>Adds validators.</summary>
    public const string AddValidator = "governance.addvalidator";

    /// <summary>Removes validators.</summary>
    public const string RemoveValidator = "governance.removevalidator";

    /// <summary>Longest value, far beyond any parameter.</summary>
    private const int MaxValueSize = 256;

    /// <summary>True when it is about validators.</summary>
    public bool IsAboutValidators => Key is AddValidator or RemoveValidator;

    /// <summary>What tells two values of one key apart.</summary>
    public string Identity => IsAboutValidators ? string.Join(',', Addresses) : Value;

    /// <summary>Reads a vote; false when it is none that could count.</summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, out GovernanceVote? vote)
    {
        vote = null;
        RlpReader outer = new(encoded);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty || !fields.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> validator)
            || !fields.TryReadBytes(out ReadOnlySpan<byte> keyBytes))
        {
            return false;
        }

        string name = Encoding.UTF8.GetString(keyBytes);
        List<EthereumAddress> addresses = [];
        string value = "";
        if (name is AddValidator or RemoveValidator)
        {
            if (!TryReadAddresses(ref fields, addresses)) { return false; }
        }
        else if (GovernanceKeys.Find(name) is not { Votable: true } key || !fields.TryReadBytes(out ReadOnlySpan<byte> bytes) || ToText(key.Form, bytes) is not { } text)
        {
            return false;
        }
        else
        {
            value = text;
        }

        if (!fields.IsEmpty) { return false; }
        vote = new GovernanceVote(new EthereumAddress(validator), name, value, addresses);
        return true;
    }

    /// <summary>The vote as RLP.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        writer.Write(Validator.ToArray());
        writer.Write(Encoding.UTF8.GetBytes(Key));
        if (!IsAboutValidators)
        {
            writer.Write(ToBytes(GovernanceKeys.Find(Key)!.Form, Value));
        }
        else if (Addresses.Count == 1)
        {
            writer.Write(Addresses[0].ToArray());
        }
        else
        {
            int addresses = writer.BeginList();
            foreach (EthereumAddress address in Addresses) { writer.Write(address.ToArray()); }
            writer.EndList(addresses);
        }

        writer.EndList(list);
        return writer.ToArray();
    }

    private static bool TryReadAddresses(ref RlpReader fields, List<EthereumAddress> addresses)
    {
        RlpReader items = fields;
        if (fields.PeekKind() == RlpKind.List) { fields.TryReadList(out items); } else { fields.TrySkip(); }
        bool single = items.Remaining.Length > 0 && fields.IsEmpty && items.PeekKind() == RlpKind.Bytes;
        while (single && !items.IsEmpty)
        {
            if (!items.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> address)) { return false; }
            addresses.Add(new EthereumAddress(address));
        }

        return addresses.Count > 0 && addresses.Distinct().Count() == addresses.Count;
    }

    private static string? ToText(GovernanceForm form, ReadOnlySpan<byte> bytes) => form switch
    {
        _ when bytes.Length > MaxValueSize => null,
        GovernanceForm.Number => bytes.Length <= sizeof(ulong) ? new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture) : null,
        GovernanceForm.Flag => bytes.Length == 0 ? "false" : bytes is [0 or 1] ? bytes[0] == 1 ? "true" : "false" : null,
        GovernanceForm.Address => bytes.Length == EthereumAddress.Size ? new EthereumAddress(bytes).ToString() : null,
        _ => Encoding.UTF8.GetString(bytes),
    };

    private static byte[] ToBytes(GovernanceForm form, string text) => form switch
    {
        GovernanceForm.Number => text == "0" ? [] : BigInteger.Parse(text, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true),
        GovernanceForm.Flag => text == "true" ? [1] : [],
        GovernanceForm.Address when EthereumAddress.TryParse(text, out EthereumAddress address) => address.ToArray(),
        _ => Encoding.UTF8.GetBytes(text),
    };
}
