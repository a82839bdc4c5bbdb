using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Declaration;
using Weir.Wire.Dns;

namespace Weir.Checks.Looks;

/// <summary>Asks a name server from nodes by UDP and looks at the answer.</summary>
internal static class DnsLook
{
    private const ushort Internet = 1;
    private const int Tries = 3;
    private static readonly ushort[] s_types = [DnsTypes.A, DnsTypes.Aaaa, DnsTypes.Cname, DnsTypes.Mx, DnsTypes.Ns, DnsTypes.Ptr, DnsTypes.Soa, DnsTypes.Srv, DnsTypes.Txt];
    private static int s_lastId;

    /// <summary>Looks once, from all nodes at the same time.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        ushort type = s_types.First(one => DnsTypes.Name(one) == settings.Text("type"));
        string name = type == DnsTypes.Ptr && IPAddress.TryParse(settings.Text("name"), out IPAddress? address) ? ReverseName(address) : settings.Text("name").TrimEnd('.');
        IReadOnlyList<string> nodes = settings.Texts("from");
        CheckOutcome[] all = await Task.WhenAll(nodes.Select(node => AskAsync(settings, scene, node, new DnsQuestion(name, type, Internet), cancellation))).ConfigureAwait(false);
        int wrong = Array.FindIndex(all, one => !one.Held);
        if (wrong >= 0) { return CheckOutcome.Fail($"from {nodes[wrong]}: {all[wrong].Message}"); }
        return nodes.Count == 1 ? all[0] : CheckOutcome.Pass($"{all[0].Message}; the same holds from {nodes.Count} nodes");
    }

    private static async Task<CheckOutcome> AskAsync(Settings settings, ICheckScene scene, string node, DnsQuestion question, CancellationToken cancellation)
    {
        byte[] query = new byte[DnsQuery.MaxSize];
        ushort id = (ushort)Interlocked.Increment(ref s_lastId);
        if (!DnsQuery.TryWrite(query, id, question, out int length)) { throw new WeirException($"{settings.PlaceOf("name")}: '{question.Name}' is no name that can be asked for"); }
        var server = new IPEndPoint(Peers.AddressOf(scene, settings.Text("server")), (int)settings.Integer("port"));
        // Not to be cancelled: a socket that is opened after that would belong to nobody.
        using Socket socket = await scene.InsideAsync(node, () => new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)).ConfigureAwait(false);
        TimeSpan limit = settings.Duration("timeout");
        string why = string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.###} s to {Tries} queries");
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            using var timer = new CancellationTokenSource(limit / Tries, scene.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
            try
            {
                // Connected, so that only the server's answers come, and a refusal is told.
                await socket.ConnectAsync(server, either.Token).ConfigureAwait(false);
                await socket.SendAsync(query.AsMemory(0, length), either.Token).ConfigureAwait(false);
                return Judge(settings, question, await ReceiveAsync(socket, id, question, either.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
            }
            catch (SocketException fault)
            {
                why = fault.SocketErrorCode == SocketError.ConnectionRefused ? $"nobody listens at {server}" : fault.Message;
                await Task.Delay(limit / Tries, scene.Time, cancellation).ConfigureAwait(false);
            }
        }

        return CheckOutcome.Fail(why);
    }

    private static async Task<DnsMessage> ReceiveAsync(Socket socket, ushort id, DnsQuestion question, CancellationToken cancellation)
    {
        byte[] buffer = new byte[65_535];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            if (!DnsMessage.TryRead(buffer.AsSpan(0, length), out DnsMessage? message) || !message!.IsResponse || message.Id != id) { continue; }
            if (message.Questions.Count == 0 || (message.Questions[0].Type == question.Type && Same(message.Questions[0].Name, question.Name))) { return message; }
        }
    }

    private static CheckOutcome Judge(Settings settings, DnsQuestion question, DnsMessage message)
    {
        string code = DnsTypes.ResponseCode(message.ResponseCode);
        string[] answers = [.. message.Answers.Where(record => record.Type == question.Type).Select(record => record.Data)];
        string shown = $"{code}{(message.IsTruncated ? ", cut" : "")}{(answers.Length > 0 ? ": " + string.Join(", ", answers) : "")}";
        if (code != settings.Text("code")) { return CheckOutcome.Fail($"{shown}, not {settings.Text("code")}"); }
        string? missing = settings.Texts("answer").FirstOrDefault(wanted => !answers.Any(answer => Same(answer, wanted)));
        if (missing is not null) { return CheckOutcome.Fail($"{shown}, without {missing}"); }
        return message.ResponseCode == 0 && answers.Length == 0 ? CheckOutcome.Fail($"{code}, but no record of type {DnsTypes.Name(question.Type)}") : CheckOutcome.Pass(shown);
    }

    private static bool Same(string left, string right) => IPAddress.TryParse(left, out IPAddress? a) && IPAddress.TryParse(right, out IPAddress? b)
        ? a.Equals(b)
        : string.Equals(left.Trim('"').TrimEnd('.'), right.Trim('"').TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private static string ReverseName(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? string.Join('.', address.GetAddressBytes().Reverse()) + ".in-addr.arpa"
        : string.Join('.', Convert.ToHexStringLower(address.GetAddressBytes()).Reverse()) + ".ip6.arpa";
}
