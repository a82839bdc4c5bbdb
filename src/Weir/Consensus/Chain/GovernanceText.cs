using System.Globalization;
using System.Text;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>Parameters as the JSON text that stands in headers (klaytn-state 2.2): one object, keys sorted by bytes, no blanks.</summary>
internal static class GovernanceText
{
    /// <summary>The governance field of a genesis header: the text of all parameters as an RLP string.</summary>
    public static byte[] OfGenesis(ChainParameters parameters, ForkSchedule forks) => Encode(Literals(parameters, forks));

    /// <summary>The governance field with these keys, each with its JSON literal: their text as an RLP string.</summary>
    public static byte[] Encode(IReadOnlyDictionary<string, string> literals)
    {
        RlpWriter writer = new(512);
        writer.Write(Encoding.UTF8.GetBytes(Write(literals)));
        return writer.ToArray();
    }

    /// <summary>The text of these keys.</summary>
    public static string Write(IReadOnlyDictionary<string, string> literals) =>
        "{" + string.Join(',', literals.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";

    /// <summary>The keys that stand in a genesis header, each with its JSON literal.</summary>
    public static Dictionary<string, string> Literals(ChainParameters parameters, ForkSchedule forks)
    {
        IEnumerable<GovernanceKey> keys = GovernanceKeys.All.Where(key => key.InGenesis(parameters, forks));
        return keys.ToDictionary(key => key.Name, key => key.Read(parameters), StringComparer.Ordinal);
    }

    /// <summary>A number as a literal.</summary>
    public static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text as a literal. Parameters have no character that JSON would escape.</summary>
    public static string Text(string value) => "\"" + value + "\"";
}
