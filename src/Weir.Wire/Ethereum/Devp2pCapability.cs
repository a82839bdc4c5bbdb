namespace Weir.Wire.Ethereum;

/// <summary>A sub-protocol that a node offers in its hello (klaytn-ibft 2.4).</summary>
/// <param name="Name">Its name on the wire; Klaytn's consensus nodes say <c>istanbul</c>.</param>
/// <param name="Version">Its version.</param>
public readonly record struct Devp2pCapability(string Name, ulong Version)
{
    /// <summary><c>istanbul/65</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}/{Version}");
}
