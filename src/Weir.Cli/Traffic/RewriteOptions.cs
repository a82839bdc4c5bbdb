using System.CommandLine;
using Weir.Traffic;
using Weir.Wire.Frames;

namespace Weir.Cli.Traffic;

/// <summary>The options of <c>weir rewrite</c> as <see cref="RewriteRules"/>.</summary>
internal sealed class RewriteOptions
{
    private readonly Option<string[]> _map = List("--map", "FROM=TO", "Other addresses, source and destination alike: networks or single addresses, several with commas; the first that holds is taken");
    private readonly Option<string[]> _mapSource = List("--map-source", "FROM=TO", "The same for source addresses only, asked before --map");
    private readonly Option<string[]> _mapDestination = List("--map-destination", "FROM=TO", "The same for destination addresses only, asked before --map");
    private readonly Option<ulong?> _random = new("--random") { Description = "Other addresses by this seed for all that no map names; networks stay networks, the first byte (IPv6: two) stays", HelpName = "SEED" };
    private readonly Option<string[]> _endpoints = List("--endpoints", "CLIENT:SERVER", "All packets between these two addresses; IPv6 as [fd00::1]:[fd00::2]; leaves the inside of tunnels alone");
    private readonly Option<string[]> _port = List("--port", "FROM=TO", "Other TCP and UDP ports: 80=8080, 2000-2999=12000-12999, 1-1023=9");
    private readonly Option<string?> _sourceMac = new("--source-mac") { Description = "The source hardware address; two with a comma are for packets of clients and of servers", HelpName = "MAC" };
    private readonly Option<string?> _destinationMac = new("--destination-mac") { Description = "The destination hardware address, likewise", HelpName = "MAC" };
    private readonly Option<string[]> _mapMac = List("--map-mac", "MAC=MAC", "Other hardware addresses in Ethernet headers, asked before the two above");
    private readonly Option<string?> _vlanAdd = new("--vlan-add") { Description = "Put a VLAN tag outermost: ID, ID:PRIORITY or ID:PRIORITY:DEI", HelpName = "TAG" };
    private readonly Option<string> _vlanType = new("--vlan-type") { Description = "What an added tag is", HelpName = "802.1q|802.1ad", DefaultValueFactory = _ => "802.1q" };
    private readonly Option<bool> _vlanDelete = new("--vlan-delete") { Description = "Take the outermost VLAN tag away, before one is added" };
    private readonly Option<string?> _vlanChange = new("--vlan-change") { Description = "Other VLAN identifiers, outer and inner", HelpName = "OLD=NEW" };
    private readonly Option<string?> _ttl = new("--ttl") { Description = "TTL or hop limit of the outermost IP header: a value, or a step such as +1 or -1 that stops at 1 and 255", HelpName = "HOPS" };
    private readonly Option<bool> _fix = new("--fixcsum") { Description = "Compute all checksums anew where their bytes are all there; else a wrong one stays wrong" };
    private readonly Option<bool> _outer = new("--outer-only") { Description = "Leave packets inside tunnels (GRE, VXLAN, IP in IP) as they are" };

    /// <summary>Makes the options.</summary>
    public RewriteOptions() => _vlanType.AcceptOnlyFromAmong("802.1q", "802.1ad");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_map, _mapSource, _mapDestination, _random, _endpoints, _port, _sourceMac, _destinationMac, _mapMac, _vlanAdd, _vlanType, _vlanDelete, _vlanChange, _ttl, _fix, _outer])
        {
            command.Add(option);
        }
    }

    /// <summary>The rules.</summary>
    /// <exception cref="WeirException">An option's text is not what it should be.</exception>
    public RewriteRules Read(ParseResult parsed)
    {
        var vlan = new VlanEdit { Delete = parsed.GetValue(_vlanDelete), Type = parsed.GetValue(_vlanType) == "802.1ad" ? EtherTypes.ServiceVlan : EtherTypes.Vlan };
        if (parsed.GetValue(_vlanAdd) is { } tag) { vlan = vlan.WithAdd(tag); }
        if (parsed.GetValue(_vlanChange) is { } change) { vlan = vlan.WithChange(change); }
        (IpAddress, IpAddress)[] endpoints = [.. (parsed.GetValue(_endpoints) ?? []).Select(Endpoints)];
        return new RewriteRules
        {
            Addresses = [.. (parsed.GetValue(_map) ?? []).SelectMany(AddressRule.Parse)],
            Sources = [.. (parsed.GetValue(_mapSource) ?? []).SelectMany(AddressRule.Parse)],
            Destinations = [.. (parsed.GetValue(_mapDestination) ?? []).SelectMany(AddressRule.Parse)],
            RandomSeed = parsed.GetValue(_random),
            Endpoints = endpoints,
            Ports = [.. (parsed.GetValue(_port) ?? []).SelectMany(PortRule.Parse)],
            SourceMac = parsed.GetValue(_sourceMac) is { } source ? MacRule.Parse(source) : null,
            DestinationMac = parsed.GetValue(_destinationMac) is { } destination ? MacRule.Parse(destination) : null,
            Macs = (parsed.GetValue(_mapMac) ?? []).SelectMany(MacRule.ParseMap).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.First().Value),
            Vlan = vlan,
            HopLimit = parsed.GetValue(_ttl) is { } hops ? HopLimitEdit.Parse(hops) : null,
            FixChecksums = parsed.GetValue(_fix),
            OuterOnly = parsed.GetValue(_outer) || endpoints.Length > 0,
        };
    }

    private static (IpAddress Client, IpAddress Server) Endpoints(string text)
    {
        bool brackets = text.StartsWith('[');
        int middle = brackets ? text.IndexOf("]:[", StringComparison.Ordinal) : text.IndexOf(':');
        if (middle > 0 && (!brackets || text.EndsWith(']')))
        {
            ReadOnlySpan<char> first = brackets ? text.AsSpan(1, middle - 1) : text.AsSpan(0, middle);
            ReadOnlySpan<char> second = brackets ? text.AsSpan(middle + 3, text.Length - middle - 4) : text.AsSpan(middle + 1);
            if (IpAddress.TryParse(first, out IpAddress client) && IpAddress.TryParse(second, out IpAddress server) && client.IsIPv4 == server.IsIPv4) { return (client, server); }
        }

        throw new WeirException($"'{text}' is no pair of addresses: write CLIENT:SERVER, such as 10.0.0.1:10.0.0.2 or [fd00::1]:[fd00::2]");
    }

    private static Option<string[]> List(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = false };
}
