using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>How a chain begins (klaytn-state 2): its first block, the state in it, and the rules. Immutable.</summary>
public sealed class Genesis
{
    internal Genesis()
    {
    }

    /// <summary>The chain's number, which is in every signature of a transaction.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>From which block on which rules hold.</summary>
    public required ForkSchedule Forks { get; init; }

    /// <summary>The first parameters.</summary>
    public required ChainParameters Parameters { get; init; }

    /// <summary>The block with number 0.</summary>
    public required Block Block { get; init; }

    /// <summary>The state of that block.</summary>
    public required WorldState State { get; init; }

    /// <summary>The first validators, in the order of the genesis' extra data.</summary>
    public IReadOnlyList<EthereumAddress> Validators => Block.Header.Extra?.Validators ?? [];

    /// <summary>Reads a genesis file in Klaytn's form.</summary>
    /// <exception cref="WeirException">The file cannot be read, or says something that no chain can begin with; the message tells the place.</exception>
    public static Genesis Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: cannot read the genesis: {e.Message}", 2, e);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads the text of a genesis file; <paramref name="name"/> stands in messages.</summary>
    /// <exception cref="WeirException">It says something that no chain can begin with; the message tells the place.</exception>
    public static Genesis Parse(byte[] utf8, string name)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return GenesisReader.Read(LocatedJson.Parse(utf8, name));
    }
}
