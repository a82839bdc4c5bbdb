using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Weir.Running;

/// <summary>Asks a living run something over its control socket.</summary>
public static class ControlClient
{
    // A run that answers at all says at once what it is; the rest is for a machine that has much to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Sends one request (<paramref name="fields"/> writes what belongs to it beside its name) and gives the answers as they come.</summary>
    /// <exception cref="WeirException">The run answered with an error, or does not answer at all.</exception>
    public static async IAsyncEnumerable<JsonElement> AskAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using ControlConversation conversation = await ControlConversation.BeginAsync(socketPath, name, fields, cancellation).ConfigureAwait(false);
        await foreach (JsonElement answer in conversation.AnswersAsync(cancellation).ConfigureAwait(false)) { yield return answer; }
    }

    /// <summary>Sends one request and gives its only answer.</summary>
    /// <exception cref="WeirException">The run answered with an error, or not at all.</exception>
    public static async Task<JsonElement> AskOnceAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, CancellationToken cancellation)
    {
        await foreach (JsonElement answer in AskAsync(socketPath, name, fields, cancellation).ConfigureAwait(false)) { return answer; }
        throw new WeirException("the run ended before it answered", 3);
    }

    /// <summary>Sends one request that every run answers at once, and gives its only answer.</summary>
    /// <exception cref="WeirException">The run answered with an error, or not at all; when it takes too long, a <see cref="TimeoutException"/> is inside.</exception>
    internal static async Task<JsonElement> AskSoonAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(s_patience, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await AskOnceAsync(socketPath, name, fields, any.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new WeirException($"the run does not answer within {s_patience.TotalSeconds:0.###} s ('weir ps' tells its process; when that is killed, 'weir clean' removes what is left)", 3, new TimeoutException());
        }
    }
}
