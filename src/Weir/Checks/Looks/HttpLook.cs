using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Declaration;
using Weir.Memory;
using Weir.Traffic.InMemory;

namespace Weir.Checks.Looks;

/// <summary>Fetches a URL from nodes and looks at the answer.</summary>
internal static class HttpLook
{
    private const int BodyLimit = 1 << 20;

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(settings.Text("url"), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https")) { throw new WeirException($"{settings.PlaceOf("url")}: '{settings.Text("url")}' is no URL with http or https"); }
        long wanted = settings.Integer("status");
        string last = "";
        foreach (string from in settings.Texts("from"))
        {
            string outcome = await FetchAsync(settings, scene, from, url, cancellation).ConfigureAwait(false) is { Status: var status, Body: var body, Why: var why }
                ? status is null ? why : status != wanted ? $"status {status}, not {wanted}"
                : settings.TextOrNull("body") is { } pattern && !Patterns.Compile(settings, "body").IsMatch(body) ? $"the body does not match '{pattern}'" : "" : "";
            if (outcome.Length > 0) { return CheckOutcome.Fail($"from {from}: {outcome}"); }
            last = from;
        }

        return CheckOutcome.Pass(settings.Texts("from").Count == 1 ? $"status {wanted}" : $"status {wanted} from {settings.Texts("from").Count} nodes, the last {last}");
    }

    private static async Task<(int? Status, string Body, string Why)> FetchAsync(Settings settings, ICheckScene scene, string from, Uri url, CancellationToken cancellation)
    {
        if (MemoryPeers.HostOf(scene, from) is { } memory) { return await FetchAsync(settings, scene, memory, url, cancellation).ConfigureAwait(false); }
        TimeSpan limit = settings.Duration("timeout");
        // A peer that nobody knows is no answer that stays away.
        IPAddress to = Peers.AddressOf(scene, url.Host.Trim('[', ']'));
        string refused = "";
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = async (context, token) =>
            {
                (Socket? socket, refused) = await Peers.ConnectAsync(scene, from, to, context.DnsEndPoint.Port, limit, token).ConfigureAwait(false);
                return socket is null ? throw new HttpRequestException(refused) : new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var timer = new CancellationTokenSource(limit, scene.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(settings.Text("method")), url);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            using Stream stream = await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            byte[] body = new byte[BodyLimit];
            int length = await stream.ReadAtLeastAsync(body, BodyLimit, throwOnEndOfStream: false, either.Token).ConfigureAwait(false);
            return ((int)answer.StatusCode, Encoding.UTF8.GetString(body, 0, length), "");
        }
        catch (HttpRequestException fault)
        {
            return (null, "", refused.Length > 0 ? refused : fault.Message);
        }
        catch (IOException fault)
        {
            return (null, "", fault.Message);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (null, "", $"no answer within {limit.TotalSeconds:0.###} s");
        }
    }

    private static async Task<(int? Status, string Body, string Why)> FetchAsync(Settings settings, ICheckScene scene, MemoryHost from, Uri url, CancellationToken cancellation)
    {
        if (url.Scheme != "http") { throw new WeirException($"{settings.PlaceOf("url")}: a node in memory speaks http, not {url.Scheme}"); }
        TimeSpan limit = settings.Duration("timeout");
        using var timer = new CancellationTokenSource(limit, scene.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            (TcpConnection? connection, string why) = await MemoryPeers.ConnectAsync(from, Peers.AddressOf(scene, url.Host.Trim('[', ']')), url.Port, limit, either.Token).ConfigureAwait(false);
            if (connection is null) { return (null, "", why); }
            using var stream = new TcpStream(connection);
            HttpAnswer answer = await new HttpRequester(stream).AskAsync(settings.Text("method"), url, BodyLimit, either.Token).ConfigureAwait(false);
            return (answer.Status, Encoding.UTF8.GetString(answer.Body), "");
        }
        catch (IOException fault)
        {
            return (null, "", fault.Message);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (null, "", $"no answer within {limit.TotalSeconds:0.###} s");
        }
    }
}
