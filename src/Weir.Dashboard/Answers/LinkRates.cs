namespace Weir.Dashboard.Answers;

/// <summary>What one direction of a link counted since it was made, and measured: seconds, bits a second.</summary>
internal sealed record LinkRates(string From, string To, long Sent, long Delivered, long Lost, long QueueDropped, double? MeanDelay, double? Lateness99, double? MeasuredRate);
