using System.CommandLine;
using Weir.Traffic;

namespace Weir.Cli.Traffic;

/// <summary>The options that tell which side of its conversation sent a packet, for verbs that treat the sides differently.</summary>
internal sealed class SplitOptions
{
    private readonly Option<string> _split = new("--split") { Description = "How clients are told from servers: who opened the conversation, who spoke first of all hosts, or who has the higher port", HelpName = "conversation|host|port", DefaultValueFactory = _ => "conversation" };
    private readonly Option<string?> _clients = new("--clients") { Description = "Instead: clients are the hosts in these networks, separated by commas", HelpName = "NETS" };

    /// <summary>Makes the options.</summary>
    public SplitOptions() => _split.AcceptOnlyFromAmong("conversation", "host", "port");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_split);
        command.Add(_clients);
    }

    /// <summary>The table that they ask for.</summary>
    /// <exception cref="WeirException">A network is not one.</exception>
    public SideTable Read(ParseResult parsed)
    {
        SplitMethod method = parsed.GetValue(_split) switch { "host" => SplitMethod.Host, "port" => SplitMethod.Port, _ => SplitMethod.Conversation };
        if (parsed.GetValue(_clients) is not { } text) { return new SideTable(method); }
        var clients = new List<AddressPrefix>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!AddressPrefix.TryParse(part, out AddressPrefix prefix)) { throw new WeirException($"'{part}' is no network: write 10.0.0.0/8, fd00::/16 or an address"); }
            clients.Add(prefix);
        }

        return new SideTable(method, clients);
    }
}
